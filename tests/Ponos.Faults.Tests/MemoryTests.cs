using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>What bodies that nobody reads may cost a worker.</summary>
internal sealed class MemoryTests : FaultFixture
{
    private const int Megabyte = 1024 * 1024;

    [TestCase(30)]
    [TestCase(1000, Explicit = true, Reason = "15 GB go through the broker twice. docs/security.md has what it gave.")]
    [CancelAfter(10 * Bound)]
    public async Task BodiesOf15MiB_AtAWorkerThatReadsOne_StayBelow300MiB(int count)
    {
        var broker = await Brokers.SteadyAsync();
        var name = $"memory{Guid.NewGuid():N}"[..14];
        (string, string)[] orders =
        [
            ("FAULTS_SERVICE", name),
            ("FAULTS_TASK", "job"),
            ("Ponos__QueueType", "Classic"),
            ("Ponos__MaxBodyBytes", $"{Megabyte}"),
        ];
        await using (var first = WorkerProcess.Start(broker.Uri, orders))
        {
            await first.WhenReadyAsync();
        }

        await using var foreign = await ForeignPublisher.ConnectAsync(broker.Uri);
        var body = new byte[15 * Megabyte];
        for (var i = 0; i < Math.Min(count, 50); i++)
        {
            await foreign.PublishAsync($"{name}.job", $"big-{i}", body);
        }

        await using var worker = WorkerProcess.Start(broker.Uri, orders);
        await worker.WhenReadyAsync();
        for (var i = 50; i < count; i++)
        {
            await foreign.PublishAsync($"{name}.job", $"big-{i}", body);
            if (i % 50 == 0)
            {
                await Wait.UntilAsync(async () => await foreign.CountAsync($"{name}.job") < 50, () => worker.Output);
                await foreign.PurgeAsync($"{name}.job.invalid");
            }
        }

        await Wait.UntilAsync(
            async () => await foreign.CountAsync($"{name}.job") == 0
                && await foreign.CountAsync($"{name}.job.invalid") >= Math.Min(count, 30),
            () => worker.Output);

        await TestContext.Out.WriteLineAsync($"{count} bodies of 15 MiB: at most {worker.PeakMegabytes} MiB");
        Assert.That(worker.PeakMegabytes, Is.LessThan(300));
        await foreign.PurgeAsync($"{name}.job.invalid");
    }
}
