using System.Net;
using Ponos;

namespace Examples.Shop.Billing;

/// <summary>The payment provider, over HTTP.</summary>
public sealed class PaymentProvider(HttpClient http)
{
    private static readonly TimeSpan UnlessItSays = TimeSpan.FromSeconds(5);

    // snippet: provider
    /// <summary>Charges a customer. What is said twice under one key is done once.</summary>
    /// <exception cref="RetryLaterException">The provider has too much to do, and says when to come back.</exception>
    /// <exception cref="WorkerStopException">The customer cannot pay.</exception>
    /// <exception cref="HttpRequestException">The provider failed, or is away.</exception>
    public async Task ChargeAsync(string key, int cents, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "charges") { Content = JsonContent.Create(new { cents }) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.TooManyRequests:
                throw new RetryLaterException(response.Headers.RetryAfter?.Delta ?? UnlessItSays);
            case HttpStatusCode.PaymentRequired:
                throw new WorkerStopException("The customer cannot pay.");
            default:
                response.EnsureSuccessStatusCode();
                break;
        }
    }
    // end-snippet
}
