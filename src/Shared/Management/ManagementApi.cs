using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Ponos.Management;

/// <summary>
/// The broker's management over HTTP, which tells what AMQP does not: bindings, policies, permissions, and queues that nobody asks for.
/// Reads only.
/// </summary>
internal sealed class ManagementApi : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client;
    private readonly string _virtualHost;

    /// <param name="address">Where: <c>http://host:15672</c>. A user and password in it go before <paramref name="login"/>.</param>
    /// <param name="virtualHost">The virtual host that is asked about.</param>
    /// <param name="login">Who asks.</param>
    /// <exception cref="ArgumentException">The address is none; the message repeats nothing of it.</exception>
    public ManagementApi(string address, string virtualHost, RabbitMqCredential? login)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The address of the management is none: write http://host:15672, or https://.");
        }

        var user = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo.Split(':')[0]) : login?.UserName;
        var password = uri.UserInfo.Split(':', 2) is [_, var own] ? Uri.UnescapeDataString(own) : login?.Password;
        var builder = new UriBuilder(uri) { UserName = "", Password = "", Path = uri.AbsolutePath.TrimEnd('/') + "/api/" };
        Address = $"{uri.Host}:{uri.Port}";
        User = user ?? "";
        _virtualHost = Uri.EscapeDataString(virtualHost);
        _client = new HttpClient { BaseAddress = builder.Uri, Timeout = Patience };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>Host and port, never a credential.</summary>
    public string Address { get; }

    /// <summary>Who asks.</summary>
    public string User { get; }

    public async Task<IReadOnlyList<BrokerQueue>> QueuesAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync($"queues/{_virtualHost}", cancellationToken)).Select(BrokerQueue.Read)];

    public async Task<IReadOnlyList<BrokerBinding>> BindingsAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync($"bindings/{_virtualHost}", cancellationToken)).Select(BrokerBinding.Read)];

    public async Task<IReadOnlyList<BrokerPolicy>> PoliciesAsync(CancellationToken cancellationToken) =>
    [
        .. (await ListAsync($"policies/{_virtualHost}", cancellationToken)).Select(policy => BrokerPolicy.Read(policy, isOperators: false)),
        .. (await ListAsync($"operator-policies/{_virtualHost}", cancellationToken))
            .Select(policy => BrokerPolicy.Read(policy, isOperators: true)),
    ];

    /// <summary>Everything that is said of what is asked about, for those few that need little of it.</summary>
    /// <param name="path">What: <c>{vhost}</c> stands for the virtual host.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(path, cancellationToken);
        return answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : [];
    }

    /// <inheritdoc cref="ListAsync"/>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(
                new Uri(path.Replace("{vhost}", _virtualHost, StringComparison.Ordinal), UriKind.Relative), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response.StatusCode, path);
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var cause = exception is OperationCanceledException
                ? "it did not answer in time"
                : (exception.InnerException ?? exception).Message;
            throw new ManagementException(
                $"The management at {Address} was not reached: {cause}. "
                    + "Check the address, and that the plugin rabbitmq_management is enabled.",
                isUnreached: true,
                exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private ManagementException Refused(HttpStatusCode code, string path) => new(
        code switch
        {
            HttpStatusCode.Unauthorized => $"The management at {Address} refuses {path} to the user '{User}': its password is another, "
                + $"or it needs the tag 'monitoring', or 'administrator' to see permissions (rabbitmqctl set_user_tags {User} monitoring).",
            HttpStatusCode.Forbidden =>
                $"The management at {Address} does not show {path} to the user '{User}': it needs the tag 'monitoring' or 'administrator'.",
            HttpStatusCode.NotFound =>
                $"The management at {Address} has no {path}: there is no such virtual host, or another program listens there.",
            _ => $"The management at {Address} answered {(int)code} to {path}.",
        },
        isUnreached: false);
}
