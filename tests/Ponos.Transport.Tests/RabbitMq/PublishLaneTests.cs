using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>What a lane promises whatever its channels do: each publish ends once and truly, and no channel is left behind.</summary>
public sealed class PublishLaneTests
{
    private const int Capacity = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RabbitTransportOptions _options = new();

    [Test, CancelAfter(30_000)]
    public async Task Ended_WhileTheChannelIsBeingRenewed_LeavesOneChannel(CancellationToken cancellationToken)
    {
        var connection = new FakePublishingConnection();
        var bench = new Bench(_options);
        await bench.Lane.UseAsync(connection, cancellationToken);
        var first = connection.Open.Single();
        var refused = bench.Publish("q");
        await UntilAsync(() => first.Unanswered.Count == 1, cancellationToken);
        connection.HoldOpening();
        first.Answer(0, multiple: false, taken: false);
        await UntilAsync(() => connection.Opening == 1, cancellationToken);

        first.End(new ChannelEnd(404, "NOT_FOUND - no exchange 'x' in vhost '/'", WithConnection: false));
        await UntilAsync(() => connection.Opening == 2, cancellationToken);
        connection.LetOpen();

        await UntilAsync(() => connection.Channels.Count == 3 && connection.Open.Count == 1, cancellationToken);
        await Assert.ThatAsync(() => refused, Throws.InstanceOf<PublishRejectedException>());
        await EndsWellAsync(bench, connection.Open.Single(), cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Answered_RefusedAgainWhileTheChannelBeforeWaitsForAnAnswer_IsRenewedAgain(CancellationToken cancellationToken)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var connection = new FakePublishingConnection();
        var bench = new Bench(_options with { TimeProvider = time });
        await bench.Lane.UseAsync(connection, cancellationToken);
        var hanging = new List<Task>();
        for (var renewals = 1; renewals <= 3; renewals++)
        {
            // A queue that answers nothing, and one that refuses on each channel that it was met on without its leader.
            var channel = connection.Open[^1];
            hanging.Add(bench.Publish("silent"));
            var refused = bench.Publish("leaderless");
            await UntilAsync(() => channel.Unanswered.Count == 2, cancellationToken);
            channel.Answer(1, multiple: false, taken: false);
            await Assert.ThatAsync(() => refused, Throws.InstanceOf<PublishRejectedException>());
            await UntilAsync(() => connection.Open.Count == renewals + 1, cancellationToken);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.That(hanging.All(each => !each.IsCompleted), "Nobody's publish became unknown.");
        foreach (var channel in connection.Open)
        {
            channel.Answer(0, multiple: false, taken: true);
        }

        await Task.WhenAll(hanging).WaitAsync(cancellationToken);
        await UntilAsync(() => connection.Open.Count == 1, cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task UseAsync_WhileAChannelOfTheConnectionBeforeIsBeingOpened_TakesTheNewOne(CancellationToken cancellationToken)
    {
        var (before, after) = (new FakePublishingConnection(), new FakePublishingConnection());
        var bench = new Bench(_options);
        await bench.Lane.UseAsync(before, cancellationToken);
        before.HoldOpening();
        before.Open.Single().End(new ChannelEnd(404, "NOT_FOUND - no exchange 'x' in vhost '/'", WithConnection: false));
        await UntilAsync(() => before.Opening == 1, cancellationToken);

        await bench.Lane.UseAsync(after, cancellationToken);
        before.LetOpen();

        await UntilAsync(() => before.Channels.Count == 2 && before.Open.Count == 0, cancellationToken);
        await EndsWellAsync(bench, after.Open.Single(), cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Ended_PublishOnTrialIsForbidden_NamesItAloneAndTellsHealth(CancellationToken cancellationToken)
    {
        var connection = new FakePublishingConnection();
        var bench = new Bench(_options, granted: ["", "fine"]);
        await bench.Lane.UseAsync(connection, cancellationToken);
        var channel = connection.Open.Single();
        var other = bench.Publish("q", "fine");
        channel.HoldLooking();
        var forbidden = bench.Publish("e", "secret");
        var behind = bench.Publish("e", "secret");
        await UntilAsync(() => channel.Unanswered.Count == 2, cancellationToken);

        connection.HoldOpening();
        channel.End(new ChannelEnd(
            403, "ACCESS_REFUSED - write access to exchange 'secret' in vhost '/' refused for user 'u'", WithConnection: false));

        var refusal = await Assert.ThrowsAsync<PublishForbiddenException>(() => forbidden);
        Assert.That(refusal!.Message, Does.Contain("secret").And.Contain("write permission").And.Contain("set_permissions"));
        var unknown = await Assert.ThrowsAsync<BrokerUnavailableException>(() => other);
        Assert.That(unknown!.MayHaveBeenTaken, Is.True);
        Assert.That(bench.Access.Forbidden.Single().State.Status, Is.EqualTo(TransportStatus.Faulted));
        connection.LetOpen();
        await UntilAsync(() => connection.Open.Count == 1 && connection.Open.Single().Unanswered.Count == 1, cancellationToken);
        connection.Open.Single().Answer(0, multiple: false, taken: true);
        await behind;
        Assert.That(bench.Access.Forbidden, Is.Empty, "The next one that passes mends it.");
    }

    [Test]
    public void Lane_WhateverHappens_EndsEachPublishOnceAndTruly()
    {
        var configuration = Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(120);
        Prop.ForAll(Arb.From(Gen.ListOf(Step.Any)), steps => RunAsync([.. steps]).GetAwaiter().GetResult()).Check(configuration);
    }

    private async Task<bool> RunAsync(Step[] steps)
    {
        using var cancelling = new CancellationTokenSource(Patience);
        var token = cancelling.Token;
        var bench = new Bench(_options);
        var connection = new FakePublishingConnection();
        var connections = new List<FakePublishingConnection> { connection };
        await bench.Lane.UseAsync(connection, token);
        var sent = new Dictionary<string, Task>();
        var said = new Dictionary<string, bool>();
        var returned = new HashSet<string>();
        var mine = new List<(string Id, CancellationTokenSource Caller)>();
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case StepKind.Publish:
                    var caller = new CancellationTokenSource();
                    var id = sent.Count.ToString(CultureInfo.InvariantCulture);
                    mine.Add((id, caller));
                    sent[id] = bench.Publish("q", exchange: step.Number % 3 == 0 ? "unproven" : "", id, caller.Token);
                    break;
                case StepKind.Cancel when mine.Count > 0:
                    await mine[step.Number % mine.Count].Caller.CancelAsync();
                    break;
                case StepKind.Ack or StepKind.AckMany or StepKind.Nack when connection.Open.Count > 0:
                    foreach (var answered in connection.Open[step.Number % connection.Open.Count]
                        .Answer(step.Number, step.Kind == StepKind.AckMany, step.Kind != StepKind.Nack))
                    {
                        said.TryAdd(answered, step.Kind != StepKind.Nack);
                    }

                    break;
                case StepKind.Return when connection.Open.Count > 0:
                    if (connection.Open[step.Number % connection.Open.Count].Return(step.Number) is { } back)
                    {
                        returned.Add(back);
                    }

                    break;
                case StepKind.EndChannel when connection.Open.Count > 0:
                    connection.Open[step.Number % connection.Open.Count]
                        .End(new ChannelEnd(404, "NOT_FOUND - no exchange 'unproven' in vhost '/'", WithConnection: false));
                    break;
                case StepKind.Reconnect:
                    connection.Lose();
                    break;
                case StepKind.HoldOpening:
                    connection.HoldOpening();
                    break;
                case StepKind.LetOpen:
                    connection.LetOpen();
                    break;
                case StepKind.Block or StepKind.Unblock:
                    bench.Lane.Block(step.Kind == StepKind.Block);
                    break;
            }

            await Task.Yield();
            await SuperviseAsync();
        }

        connection.LetOpen();
        bench.Lane.Block(false);
        while (!sent.Values.All(task => task.IsCompleted) || connection.Opening > 0 || connection.Open.Count != 1)
        {
            foreach (var channel in connection.Open)
            {
                foreach (var answered in channel.Answer(int.MaxValue, multiple: true, taken: true))
                {
                    said.TryAdd(answered, true);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), token);
            await SuperviseAsync();
        }

        foreach (var (id, task) in sent)
        {
            var taken = said.TryGetValue(id, out var answer) ? answer : (bool?)null;
            var isTrue = task switch
            {
                { IsCompletedSuccessfully: true } => taken == true && !returned.Contains(id),
                { IsCanceled: true } => true,
                { Exception.InnerException: UnroutableTaskException } => taken == true && returned.Contains(id),
                { Exception.InnerException: PublishRejectedException } => taken == false,
                { Exception.InnerException: BrokerUnavailableException { MayHaveBeenTaken: true } or NoExchangeException } => taken is null,
                _ => false,
            };
            Assert.That(
                isTrue,
                $"{id}: the broker said {taken?.ToString() ?? "nothing"}, "
                    + $"the caller was told {task.Status} {task.Exception?.InnerException?.Message}");
        }

        Assert.That(connections.SelectMany(each => each.Channels).Max(channel => channel.Most), Is.LessThanOrEqualTo(Capacity));
        Assert.That(connections.Where(each => each != connection).Sum(each => each.Open.Count), Is.Zero);
        bench.Lane.Close();
        return true;

        async Task SuperviseAsync()
        {
            while (connection.IsLost)
            {
                connection = new FakePublishingConnection();
                connections.Add(connection);
                await bench.Lane.UseAsync(connection, token);
            }
        }
    }

    private static async Task EndsWellAsync(Bench bench, FakePublishingChannel channel, CancellationToken cancellationToken)
    {
        var fine = bench.Publish("q");
        await UntilAsync(() => channel.Unanswered.Count == 1, cancellationToken);
        channel.Answer(0, multiple: false, taken: true);
        await fine;
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        }
    }

    /// <summary>A lane and what it needs.</summary>
    private sealed class Bench
    {
        private readonly PendingPublishPool _pool = new(64);

        public Bench(RabbitTransportOptions options, params string[] granted)
        {
            Access = new WriteAccess(options.TimeProvider);
            foreach (var exchange in granted.Length == 0 ? [""] : granted)
            {
                Access.Grant(exchange);
            }

            Lane = new PublishLane(Capacity, Access, _pool.Completions, options);
        }

        public WriteAccess Access { get; }

        public PublishLane Lane { get; }

        public Task Publish(string queue, string exchange = "", string id = "1", CancellationToken cancellationToken = default)
        {
            var job = new OutgoingJob
            {
                Address = JobAddress.Queue(queue),
                Name = queue,
                Type = queue,
                Body = default,
                MessageId = id,
                AppId = "s",
                Timestamp = DateTimeOffset.UnixEpoch,
            };
            var pending = _pool.Rent();
            pending.Begin(job, exchange, queue, mandatory: true, cancellationToken);
            return Lane.PublishAsync(pending).AsTask();
        }
    }

    private enum StepKind
    {
        Publish,
        Cancel,
        Ack,
        AckMany,
        Nack,
        Return,
        EndChannel,
        Reconnect,
        HoldOpening,
        LetOpen,
        Block,
        Unblock,
    }

    private readonly record struct Step(StepKind Kind, int Number)
    {
        public static Gen<Step> Any { get; } =
            from kind in Gen.Frequency(
                (12, Gen.Constant(StepKind.Publish)),
                (6, Gen.Elements(StepKind.Ack, StepKind.AckMany, StepKind.Nack)),
                (2, Gen.Elements(StepKind.Cancel, StepKind.EndChannel, StepKind.Return)),
                (1, Gen.Elements(Enum.GetValues<StepKind>())))
            from number in Gen.Choose(0, 100)
            select new Step(kind, number);
    }
}
