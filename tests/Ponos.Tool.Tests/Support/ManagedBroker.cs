using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Ponos.Tests.Support;

namespace Ponos.Tool.Tests.Support;

/// <summary>A RabbitMQ with its management, for all tests of the assembly; started by the first.</summary>
[SetUpFixture]
internal sealed class ManagedBroker
{
    private static readonly int _managementPort = RabbitBroker.FreePort();

    private static readonly HttpClient _client = new()
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8)) },
    };

    // Figures of queues come with each count; the broker's own beat is 5 s.
    private static readonly Lazy<Task<RabbitBroker>> _broker = new(() => RabbitBroker.StartAsync(
        "tool",
        sharing: null,
        string.Create(CultureInfo.InvariantCulture, $"management.tcp.port = {_managementPort}"),
        "management.tcp.ip = 127.0.0.1",
        "collect_statistics_interval = 200"));

    public static string Management => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_managementPort}");

    public static Task<RabbitBroker> GetAsync() => _broker.Value;

    /// <summary>Asks the management for something to be so: quicker than a command, which starts an Erlang of its own.</summary>
    public static async Task PutAsync(string path, string json)
    {
        await GetAsync();
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _client.PutAsync(new Uri($"{Management}/api/{path}"), content);
        response.EnsureSuccessStatusCode();
    }

    public static async Task DeleteAsync(string path)
    {
        using var response = await _client.DeleteAsync(new Uri($"{Management}/api/{path}"));
        response.EnsureSuccessStatusCode();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_broker.IsValueCreated && _broker.Value.IsCompletedSuccessfully)
        {
            await (await _broker.Value).DisposeAsync();
        }
    }
}
