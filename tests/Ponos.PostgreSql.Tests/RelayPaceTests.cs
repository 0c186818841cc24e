using Microsoft.Extensions.Time.Testing;
using Ponos.Outboxes;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>When a relay makes haste, and when it leaves room to those that write.</summary>
internal sealed class RelayPaceTests
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(60);

    private readonly FakeTimeProvider _clock = new();

    [TestCase(0, 0)]
    [TestCase(3, 0)]
    [TestCase(4, 20)]
    [TestCase(99, 20)]
    [TestCase(100, 0)]
    public async Task Round_OfSoManyJobs_IsFollowedBySuchARest(int sent, int milliseconds)
    {
        var pace = new RelayPace(500, _clock);

        await pace.BeginAsync(default);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        pace.End(sent, oldest: TimeSpan.Zero);

        Assert.That(pace.Rest < TimeSpan.Zero ? TimeSpan.Zero : pace.Rest, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.That(pace.OnTheirWay, Is.EqualTo(int.MaxValue));
    }

    /// <summary>Of any size a full round says that there is more, and the next begins at once; lanes fill half of it at least.</summary>
    [Test]
    public async Task Round_ThatIsFull_IsNotFollowedByARest()
    {
        for (var batchSize = 1; batchSize <= 10_000; batchSize++)
        {
            foreach (var sent in new[] { batchSize, (batchSize + 1) / 2 })
            {
                var pace = new RelayPace(batchSize, _clock);
                await pace.BeginAsync(default);
                _clock.Advance(TimeSpan.FromMilliseconds(5));
                pace.End(sent, oldest: TimeSpan.Zero);

                Assert.That(pace.Rest, Is.LessThanOrEqualTo(TimeSpan.Zero), $"{sent} of {batchSize}");
            }
        }
    }

    /// <summary>By how much faster jobs are sent than they were written.</summary>
    [TestCase(0.5, false)]
    [TestCase(1, false)]
    [TestCase(1.5, false)]
    [TestCase(3, true)]
    [TestCase(25, true)]
    public async Task Backlog_DrainedSoFast_IsSentWithoutHasteOnlyWhereItIsSoonGone(double factor, bool leavesRoom)
    {
        var pace = new RelayPace(500, _clock);

        await RunAsync(pace, factor, TimeSpan.FromSeconds(5));

        Assert.That(pace.OnTheirWay, Is.EqualTo(leavesRoom ? 64 : int.MaxValue));
        Assert.That(pace.Rest, leavesRoom ? Is.EqualTo(Round / 2) : Is.LessThanOrEqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Backlog_ThatGrowsAgainOrIsGone_IsSentInHasteAgain()
    {
        var pace = new RelayPace(500, _clock);
        await RunAsync(pace, 25, TimeSpan.FromSeconds(5));
        Assert.That(pace.OnTheirWay, Is.EqualTo(64));

        await RunAsync(pace, 0.5, TimeSpan.FromSeconds(5));
        Assert.That(pace.OnTheirWay, Is.EqualTo(int.MaxValue), "grows");

        await RunAsync(pace, 25, TimeSpan.FromSeconds(5));
        pace.End(10, TimeSpan.Zero);
        Assert.That(pace.OnTheirWay, Is.EqualTo(int.MaxValue), "gone");
    }

    [Test]
    public async Task Round_ThatWaitedForTheBroker_IsFollowedByAShortRest()
    {
        var pace = new RelayPace(500, _clock);
        await RunAsync(pace, 25, TimeSpan.FromSeconds(5));

        _clock.Advance(pace.Rest);
        await pace.BeginAsync(default);
        _clock.Advance(TimeSpan.FromSeconds(8));
        pace.End(500, TimeSpan.FromMinutes(1));

        Assert.That(pace.Rest, Is.EqualTo(TimeSpan.FromMilliseconds(100)));
    }

    /// <summary>A round's sends: no more than so many at a time, however many there are, and all of them in the end.</summary>
    [TestCase(1)]
    [TestCase(64)]
    public async Task Batch_OfManyJobs_HasSoManyOnTheirWay(int onTheirWay)
    {
        var (now, most) = (0, 0);
        var turn = new Lock();
        var full = new TaskCompletionSource();
        var broker = new FlakyBroker(1)
        {
            Before = async job =>
            {
                lock (turn)
                {
                    most = Math.Max(most, ++now);
                    if (now == onTheirWay)
                    {
                        _ = full.TrySetResult();
                    }
                }

                await full.Task;
                await Task.Yield();
                lock (turn)
                {
                    now--;
                }
            },
        };
        OutboxRow[] rows = [.. Enumerable.Range(0, 300).Select(Row)];
        var batch = new RelayBatch(
            broker,
            new Refusals(TimeProvider.System, TimeSpan.FromSeconds(1)),
            TimeSpan.FromMinutes(1),
            onTheirWay,
            (_, _) => { },
            CancellationToken.None,
            CancellationToken.None);

        await batch.SendAsync(rows).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(batch.Sent, Is.EquivalentTo(rows.Select(row => row.Id)));
        Assert.That(most, Is.EqualTo(onTheirWay));
    }

    /// <summary>Rounds of a backlog, of which each sends what was written in a multiple of the time that has passed.</summary>
    private async Task RunAsync(RelayPace pace, double factor, TimeSpan duration)
    {
        var age = TimeSpan.FromHours(1);
        for (var end = _clock.GetUtcNow() + duration; _clock.GetUtcNow() < end;)
        {
            var before = _clock.GetUtcNow();
            if (pace.Rest > TimeSpan.Zero)
            {
                _clock.Advance(pace.Rest);
            }

            await pace.BeginAsync(default);
            _clock.Advance(Round);
            age += (_clock.GetUtcNow() - before) * (1 - factor);
            pace.End(500, age);
        }
    }

    /// <summary>Every third has a key, and so waits for the one before it; it takes no place meanwhile.</summary>
    private static OutboxRow Row(int i)
    {
        var job = new PreparedJob
        {
            Service = "shop",
            Kind = JobKind.Task,
            Name = "cards.charge",
            Destination = "shop.cards.charge",
            MessageId = $"{i}",
            Body = "{}"u8.ToArray(),
            PublishedAt = DateTimeOffset.UnixEpoch,
            OrderKey = i % 3 == 0 ? "k" : null,
        };
        return new OutboxRow
        {
            Id = i,
            After = null,
            OrderKey = job.OrderKey,
            Name = job.Name,
            Destination = job.Destination,
            Properties = job.WriteProperties(),
            Body = [],
            Age = TimeSpan.Zero,
        };
    }
}
