using Ponos.Topology;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

internal sealed class DelayedJobsTests : InMemoryTests
{
    [Test, CancelAfter(Bound)]
    public async Task Advance_ADayAtOnce_DeliversEverythingDueInOrder(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = await ReceiveAsync(transport, "q");
        int[] hours = [23, 1, 12, 24, 2, 25];
        foreach (var hour in hours)
        {
            await SendAsync(transport, "q", hour.ToString(), TimeSpan.FromHours(hour));
        }

        Clock.Advance(TimeSpan.FromDays(1));

        await received.WaitForAsync(5, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "1", "2", "12", "23", "24" }));
        Clock.Advance(TimeSpan.FromHours(1));
        await received.WaitForAsync(6, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_EqualDelays_KeepTheOrderOfSending(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = await ReceiveAsync(transport, "q");
        var numbers = Enumerable.Range(0, 500).Select(number => number.ToString()).ToArray();
        foreach (var number in numbers)
        {
            await SendAsync(transport, "q", number, TimeSpan.FromMinutes(1));
        }

        Clock.Advance(TimeSpan.FromMinutes(1));

        await received.WaitForAsync(numbers.Length, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(numbers));
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_ToEachDueTime_NeverDeliversEarly(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = await ReceiveAsync(transport, "q");
        TimeSpan[] delays = [TimeSpan.FromMilliseconds(0.3), TimeSpan.FromSeconds(90), TimeSpan.FromHours(5), TimeSpan.FromDays(70)];
        var start = Clock.GetUtcNow();
        foreach (var delay in delays)
        {
            await SendAsync(transport, "q", delay.ToString(), delay);
        }

        for (var i = 0; i < delays.Length; i++)
        {
            Clock.SetUtcNow(start + delays[i] - TimeSpan.FromTicks(1));
            await Broker.Work.WhenStill();
            Assert.That(received.Count, Is.EqualTo(i));

            // A timer's grain is the millisecond.
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            await received.WaitForAsync(i + 1, cancellationToken);
        }

        Assert.That(received.Texts, Is.EqualTo(delays.Select(delay => delay.ToString())));
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_AHandlerDelaysAgain_TheNextDeadlineCounts(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = DeliveryCollector.Settling(delivery =>
        {
            _ = SendAsync(transport, "q", "again", TimeSpan.FromHours(1)).AsTask();
            delivery.Ack();
        });
        await transport.ReceiveAsync("q", 1, received.Deliver, cancellationToken);
        await SendAsync(transport, "q", "first", TimeSpan.FromHours(1));

        for (var hour = 1; hour <= 48; hour++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            await received.WaitForAsync(hour, cancellationToken);
            await Broker.Work.WhenStill();
        }

        Assert.That(received.Count, Is.EqualTo(48));
    }

    [Test, CancelAfter(Bound)]
    public async Task SendAsync_LongestDelay_IsHeld(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("q"));

        await SendAsync(transport, "q", "never", TimeSpan.MaxValue);
        await SendAsync(transport, "q", "soon", TimeSpan.FromSeconds(1));
        Clock.Advance(TimeSpan.FromDays(1));

        var received = await ReceiveAsync(transport, "q");
        await received.WaitForAsync(1, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "soon" }));

        Clock.SetUtcNow(DateTimeOffset.MaxValue);
        await received.WaitForAsync(2, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_QueueGoneWhenDue_WaitsForItsReturn(CancellationToken cancellationToken)
    {
        var transport = Connect();
        var owner = await ConnectAsync(new TopologyShape([], [new QueueShape("late", QueueType.Classic) { Transient = true }], []));
        await SendAsync(transport, "late", "one", TimeSpan.FromSeconds(1));
        await SendAsync(transport, "late", "two", TimeSpan.FromSeconds(2));
        await owner.DisposeAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        await transport.DeclareAsync(Shapes.Queue("late"), cancellationToken);

        var received = await ReceiveAsync(transport, "late");
        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "one", "two" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_QueueFullWhenDue_WaitsForRoom(CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(Shapes.Queue("full", ("x-max-length", 1), ("x-overflow", "reject-publish")));
        await SendAsync(transport, "full", "first");
        await SendAsync(transport, "full", "second", TimeSpan.FromSeconds(1));
        Clock.Advance(TimeSpan.FromMinutes(1));

        var received = await ReceiveAsync(transport, "full");
        await received.WaitForAsync(1, cancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(1));

        await received.WaitForAsync(2, cancellationToken);
        Assert.That(received.Texts, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Advance_WhileOthersSend_LosesNothing(CancellationToken cancellationToken)
    {
        const int Count = 2_000;
        var transport = await ConnectAsync(Shapes.Queue("q"));
        var received = await ReceiveAsync(transport, "q");

        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++)
                {
                    await SendAsync(transport, "q", i.ToString(), TimeSpan.FromMilliseconds(1 + (i % 7)));
                }
            },
            cancellationToken);
        while (!sending.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await sending;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await received.WaitForAsync(Count, cancellationToken);
        Assert.That(received.Texts, Is.EquivalentTo(Enumerable.Range(0, Count).Select(i => i.ToString())));
    }
}
