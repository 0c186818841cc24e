using System.Text;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Faults.Tests;

/// <summary>Faults 20, 21 and 22: what may be in a message.</summary>
internal sealed class MessageFaults : FaultFixture
{
    private const int ConnectionLost = 2002;

    private RabbitBroker _broker = null!;

    [OneTimeSetUp]
    public async Task UseBroker() => _broker = await Brokers.SteadyAsync();

    [Test, CancelAfter(Bound)]
    public async Task Fault20_BodyOf65MiB_IsInvalidAndTheConsumerSurvives()
    {
        // RabbitMQ 4 takes no message of more than 16 MiB, from anybody.
        var size = (RabbitUnderTest.Version?.Major >= 4 ? 15 : 65) * 1024 * 1024;
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);
        await using var foreign = await ForeignPublisher.ConnectAsync(_broker.Uri);

        await foreign.PublishAsync(worker.TaskQueue, "too-big", new byte[size]);
        await Wait.UntilAsync(() => worker.Log.Contains(14), () => "the body was not reported as invalid");
        var recovery = await load.FlowsSinceAsync(Clock.Now);
        var refused = await Assert.ThrowsAsync<InvalidJobException>(
            () => worker.PublishTaskAsync("ours", new { payload = new string('x', size) }));
        Assert.That(refused!.Violations[0].Keyword, Is.EqualTo("size"));

        var tally = await load.SettleAsync();
        await Wait.UntilAsync(async () => await InvalidAsync(worker, "too-big") is not null, () => "the body is not in the invalid queue");
        var letter = (await InvalidAsync(worker, "too-big"))!;
        Assert.That((letter.Reason, letter.Body.Length), Is.EqualTo(("undecodable", size)));
        Assert.That(letter.Error, Does.StartWith("size: ").And.Contain($"{size}"));
        Assert.That(worker.Log.Contains(ConnectionLost), Is.False, "No connection was lost over it.");
        await worker.DeadLetters.DropAsync(worker.Task, _ => true, DeadLetterKind.Invalid);
        Report(20, recovery, $"in the invalid queue, refused at our publish; {tally}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault21_ErrorTextOf200KB_IsTruncated()
    {
        var worker = await StartWorkerAsync(_broker.Uri, new WorkerSetup
        {
            Handle = context => context.MessageId == "talkative"
                ? throw new WorkerStopException(new string('ä', 100_000) + "\r\n")
                : Task.CompletedTask,
        });
        var load = await StartLoadAsync(worker);

        await load.Jobs.PublishAsync("talkative", () => worker.PublishTaskAsync("talkative"));
        await Wait.UntilAsync(
            async () => await worker.DeadLetters.PeekAsync(worker.Task, "talkative") is not null, () => "the job is not dead");

        var letter = (await worker.DeadLetters.PeekAsync(worker.Task, "talkative"))!;
        var bytes = Encoding.UTF8.GetByteCount(letter.Error!);
        Assert.That((letter.Reason, bytes), Is.EqualTo(("stopped", 4096)));
        Assert.That(worker.Log.Contains(ConnectionLost), Is.False, "No connection was lost over it.");
        await load.StopAsync();
        await Wait.UntilAsync(() => load.Jobs.Confirmed.All(id => id == "talkative" || worker.Handled.Contains(id)), load.Describe);
        Report(21, null, $"an error of 200 KB left {bytes} bytes in its header; {load.Describe()}");
    }

    [Test, CancelAfter(Bound)]
    public async Task Fault22_BadJson_IsInvalidAtOnce()
    {
        var bodies = new (string Id, byte[] Body)[]
        {
            ("bad-utf8", [.. "{\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8]),
            ("depth-65", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65))),
            ("duplicate-keys", "{\"a\":1,\"a\":2}"u8.ToArray()),
            ("lone-surrogate", "{\"a\":\"\\ud800\"}"u8.ToArray()),
            ("empty", []),
            ("no-object", "[1]"u8.ToArray()),
        };
        var worker = await StartWorkerAsync(_broker.Uri);
        var load = await StartLoadAsync(worker);
        await using var foreign = await ForeignPublisher.ConnectAsync(_broker.Uri);

        foreach (var (id, body) in bodies)
        {
            await foreign.PublishAsync(worker.TaskQueue, id, body);
        }

        await Wait.UntilAsync(
            async () => (await worker.DeadLetters.ListAsync(worker.Task, DeadLetterKind.Invalid)).Count >= bodies.Length,
            () => $"not all are invalid: {string.Join(", ", bodies.Select(body => body.Id).Where(worker.Handled.Contains))} were handled");
        var letters = await worker.DeadLetters.ListAsync(worker.Task, DeadLetterKind.Invalid);
        Assert.That(letters.Select(letter => letter.MessageId), Is.EquivalentTo(bodies.Select(body => body.Id)));
        Assert.That(letters.Select(letter => letter.Attempt), Has.All.EqualTo(1));
        Assert.That(letters.Select(letter => letter.Reason), Has.All.AnyOf("undecodable", "invalid"));
        Assert.That(bodies.Select(body => body.Id).Where(worker.Handled.Contains), Is.Empty);
        Report(22, null, $"{letters.Count} of {bodies.Length} invalid at once, none retried; {await load.SettleAsync()}");
    }

    private static Task<DeadLetter?> InvalidAsync(WorkerHost worker, string id) =>
        worker.DeadLetters.PeekAsync(worker.Task, id, DeadLetterKind.Invalid);
}
