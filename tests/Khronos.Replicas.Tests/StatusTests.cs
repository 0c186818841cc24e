using System.Text.Json;
using System.Text.RegularExpressions;
using Khronos.Replicas.Tests.Support;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Khronos.Replicas.Tests;

/// <summary>What replicas tell of themselves and of each other over HTTP.</summary>
[NonParallelizable]
internal sealed partial class StatusTests
{
    private readonly HttpClient _client = new();

    [OneTimeTearDown]
    public void EndClient() => _client.Dispose();

    [Test, CancelAfter(120_000)]
    public async Task Status_OfReplicas_SaysWhoLeadsAndWhoStandsBy()
    {
        await using var broker = await RabbitBroker.StartAsync("status");
        await using var replicas = new ReplicaSet(broker.Uri, ("Khronos__StatusAddress", "http://127.0.0.1:0"));
        _ = replicas.Start();
        _ = replicas.Start();
        await replicas.CompleteAsync();
        var leader = await replicas.LeaderAsync();
        var other = replicas.Alive.Single(one => one != leader);

        var leading = await WhenAsync(leader, status => status.GetProperty("replicas").GetArrayLength() == 2 && status.GetProperty("watermark").ValueKind != JsonValueKind.Null);
        var waiting = await StatusAsync(other);

        Assert.That(Text(leading, "role"), Is.EqualTo("leading"));
        Assert.That(Text(leading, "leader"), Is.EqualTo(Text(leading, "replica")));
        Assert.That(Names(leading), Is.EquivalentTo(new[] { Text(leading, "replica"), Text(waiting, "replica") }));
        Assert.That(leading.GetProperty("epoch").GetInt64(), Is.EqualTo(ReplicaSet.EpochOf(leader)));
        Assert.That(leading.GetProperty("watermarkAge").GetDouble(), Is.LessThan(30));
        Assert.That(Text(waiting, "role"), Is.EqualTo("standing by"));
        Assert.That(Names(waiting), Is.EqualTo(new[] { Text(waiting, "replica") }), "The queue tells it of no other.");
        Assert.That(Absent(waiting), Is.EquivalentTo(new[] { "leader", "epoch", "watermark", "watermarkAge", "refusedStep", "trouble" }));

        await replicas.KillAsync(leader);
        var taken = await WhenAsync(other, status => Text(status, "role") == "leading" && status.GetProperty("watermark").ValueKind != JsonValueKind.Null);

        Assert.That(taken.GetProperty("epoch").GetInt64(), Is.GreaterThan(leading.GetProperty("epoch").GetInt64()));
        Assert.That(taken.GetProperty("watermark").GetDateTimeOffset(), Is.GreaterThanOrEqualTo(leading.GetProperty("watermark").GetDateTimeOffset()));
        Assert.That(Names(taken), Is.EqualTo(new[] { Text(waiting, "replica") }), "The killed one never asked this one.");

        broker.Freeze();
        try
        {
            Assert.That(Names(await WhenAsync(other, status => Text(status, "role") == "behind")), Has.Length.EqualTo(1));
        }
        finally
        {
            broker.Thaw();
        }
    }

    private static string? Text(JsonElement status, string property) => status.GetProperty(property).GetString();

    private static string?[] Names(JsonElement status) => [.. status.GetProperty("replicas").EnumerateArray().Select(name => name.GetString())];

    private static IEnumerable<string> Absent(JsonElement status) =>
        status.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name);

    private async Task<JsonElement> WhenAsync(WorkerProcess replica, Func<JsonElement, bool> isSo)
    {
        var status = await StatusAsync(replica);
        await Wait.UntilAsync(async () => isSo(status = await StatusAsync(replica)), () => $"{status}\n{replica.Output}");
        return status;
    }

    private async Task<JsonElement> StatusAsync(WorkerProcess replica)
    {
        await Wait.UntilAsync(() => Served().IsMatch(replica.Output), () => replica.Output);
        var address = new Uri(Served().Match(replica.Output).Groups[1].Value);
        return JsonDocument.Parse(await _client.GetStringAsync(new Uri(address, "/status"))).RootElement;
    }

    [GeneratedRegex(@"tells its status at (\S+)")]
    private static partial Regex Served();
}
