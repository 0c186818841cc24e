using System.Text.Json;
using Khronos.Replicas.Tests.Support;
using Ponos.Tests.Support;
using static Khronos.Replicas.Tests.Support.StatusClient;

namespace Khronos.Replicas.Tests;

/// <summary>What replicas tell of themselves and of each other over HTTP.</summary>
[NonParallelizable]
internal sealed class StatusTests
{
    private readonly StatusClient _status = new();

    [OneTimeTearDown]
    public void EndClient() => _status.Dispose();

    [Test, CancelAfter(120_000)]
    public async Task Status_OfReplicas_SaysWhoLeadsAndWhoStandsBy()
    {
        await using var broker = await RabbitBroker.StartAsync("status");
        await using var replicas = new ReplicaSet(broker.Uri, StatusClient.Order);
        _ = replicas.Start();
        _ = replicas.Start();
        await replicas.CompleteAsync();
        var leader = await replicas.LeaderAsync();
        var other = replicas.Alive.Single(one => one != leader);

        var leading = await _status.WhenAsync(leader, status => status.GetProperty("replicas").GetArrayLength() == 2
            && status.GetProperty("watermark").ValueKind != JsonValueKind.Null);
        var waiting = await _status.StatusAsync(other);

        Assert.That(Text(leading, "role"), Is.EqualTo("leading"));
        Assert.That(Text(leading, "leader"), Is.EqualTo(Text(leading, "replica")));
        Assert.That(Names(leading), Is.EquivalentTo(new[] { Text(leading, "replica"), Text(waiting, "replica") }));
        Assert.That(leading.GetProperty("epoch").GetInt64(), Is.EqualTo(ReplicaSet.EpochOf(leader)));
        Assert.That(leading.GetProperty("watermarkAge").GetDouble(), Is.LessThan(30));
        Assert.That(Text(waiting, "role"), Is.EqualTo("standing by"));
        Assert.That(Names(waiting), Is.EqualTo(new[] { Text(waiting, "replica") }), "The queue tells it of no other.");
        Assert.That(Absent(waiting), Is.EquivalentTo(new[] { "leader", "epoch", "watermark", "watermarkAge", "refusedStep", "trouble" }));

        await replicas.KillAsync(leader);
        var taken = await _status.WhenAsync(
            other, status => Text(status, "role") == "leading" && status.GetProperty("watermark").ValueKind != JsonValueKind.Null);

        Assert.That(taken.GetProperty("epoch").GetInt64(), Is.GreaterThan(leading.GetProperty("epoch").GetInt64()));
        Assert.That(
            taken.GetProperty("watermark").GetDateTimeOffset(),
            Is.GreaterThanOrEqualTo(leading.GetProperty("watermark").GetDateTimeOffset()));
        Assert.That(Names(taken), Is.EqualTo(new[] { Text(waiting, "replica") }), "The killed one never asked this one.");

        broker.Freeze();
        try
        {
            Assert.That(Names(await _status.WhenAsync(other, status => Text(status, "role") == "behind")), Has.Length.EqualTo(1));
        }
        finally
        {
            broker.Thaw();
        }
    }

    private static string?[] Names(JsonElement status) =>
        [.. status.GetProperty("replicas").EnumerateArray().Select(name => name.GetString())];

    private static IEnumerable<string> Absent(JsonElement status) =>
        status.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Null).Select(property => property.Name);
}
