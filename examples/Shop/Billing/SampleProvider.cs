using System.Collections.Concurrent;

namespace Examples.Shop.Billing;

/// <summary>
/// A payment provider on loopback that fails as real ones do. Of the orders that it meets it refuses each third at first with 500,
/// and each fifth with 429; what is dearer than <see cref="MostCents"/> nobody can pay.
/// </summary>
internal sealed class SampleProvider : IHostedService, IAsyncDisposable
{
    public const int MostCents = 500_000;

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly WebApplication _site;
    private int _orders;

    public SampleProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _site = builder.Build();
        _site.MapPost("/charges", Charge);
    }

    /// <summary>Where it answers, once it was started.</summary>
    public Uri Address => new(_site.Urls.Single());

    public Task StartAsync(CancellationToken cancellationToken) => _site.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _site.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private IResult Charge(Amount amount, HttpContext request)
    {
        var order = _seen.GetOrAdd(
            request.Request.Headers["Idempotency-Key"].ToString(), _ => new Seen(Interlocked.Increment(ref _orders)));
        if (amount.Cents > MostCents)
        {
            return Results.StatusCode(StatusCodes.Status402PaymentRequired);
        }

        if (!order.IsFirstRequest())
        {
            return Results.NoContent();
        }

        if (order.Number % 5 == 0)
        {
            request.Response.Headers.RetryAfter = "1";
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        return order.Number % 3 == 0 ? Results.StatusCode(StatusCodes.Status500InternalServerError) : Results.NoContent();
    }

    private sealed record Amount(int Cents);

    /// <summary>An order that the provider has met.</summary>
    private sealed class Seen(int number)
    {
        private int _requests;

        public int Number => number;

        public bool IsFirstRequest() => Interlocked.Increment(ref _requests) == 1;
    }
}
