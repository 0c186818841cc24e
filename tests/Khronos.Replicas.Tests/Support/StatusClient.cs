using System.Text.Json;
using System.Text.RegularExpressions;
using Ponos.Faults.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>Reads what replicas tell over HTTP, each at the address that it wrote down.</summary>
internal sealed partial class StatusClient : IDisposable
{
    /// <summary>Has a replica tell its status, on a port that is free.</summary>
    public static (string Name, string Value) Order => ("Khronos__StatusAddress", "http://127.0.0.1:0");

    private readonly HttpClient _client = new();

    /// <summary>Waits until a replica's status is as it should be.</summary>
    public async Task<JsonElement> WhenAsync(WorkerProcess replica, Func<JsonElement, bool> isSo)
    {
        var status = await StatusAsync(replica);
        await Wait.UntilAsync(async () => isSo(status = await StatusAsync(replica)), () => $"{status}\n{replica.Output}");
        return status;
    }

    public async Task<JsonElement> StatusAsync(WorkerProcess replica)
    {
        await Wait.UntilAsync(() => Served().IsMatch(replica.Output), () => replica.Output);
        var address = new Uri(Served().Match(replica.Output).Groups[1].Value);
        return JsonDocument.Parse(await _client.GetStringAsync(new Uri(address, "/status"))).RootElement;
    }

    public static string? Text(JsonElement status, string property) => status.GetProperty(property).GetString();

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(@"tells its status at (\S+)")]
    private static partial Regex Served();
}
