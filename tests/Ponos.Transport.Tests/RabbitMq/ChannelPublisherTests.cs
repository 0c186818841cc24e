using System.Collections.Concurrent;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Ponos.Transport.RabbitMq;
using Ponos.Transport.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>Each publish on a channel in confirm mode gets one answer, and the one that the broker gave.</summary>
public sealed class ChannelPublisherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ChannelEnd[] Ends =
    [
        ChannelEnd.Lost("the connection was lost"),
        new(404, "NOT_FOUND - no exchange 'e' in vhost '/'", WithConnection: false),
        new(403, "ACCESS_REFUSED - write access to exchange 'e' in vhost '/' refused for user 'u'", WithConnection: false),
        new(406, "PRECONDITION_FAILED - message size 135000000 is larger than configured max size 134217728", WithConnection: false),
    ];

    [Test]
    public void Publish_WhateverTheBrokerSays_EndsOnceWithItsAnswer()
    {
        var configuration = Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(120);
        var given = from steps in Gen.ListOf(Step.Any) from end in Gen.Elements(Ends) select (Steps: steps, End: end);
        Prop.ForAll(Arb.From(given), run => RunAsync([.. run.Steps], run.End).GetAwaiter().GetResult()).Check(configuration);
    }

    [Test, CancelAfter(60_000)]
    public async Task Publish_FromManyThreadsUntilTheChannelEnds_EachEndsWithItsAnswer(CancellationToken cancellationToken)
    {
        var connection = new FakePublishingConnection();
        var publisher = await ChannelPublisher.OpenAsync(connection, cancellationToken);
        var channel = connection.Channels.Single();
        var sent = new ConcurrentDictionary<string, Task<Confirm>>();
        var said = new Dictionary<string, ConfirmKind>();
        using var over = new CancellationTokenSource();
        var publishing = Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{thread}.{i}");
                sent[id] = PublishAsync(publisher, id, "");
                await Task.Yield();
            }
        }, cancellationToken)).ToArray();

        for (var i = 0; i < 2_000; i++)
        {
            foreach (var id in channel.Answer(i, multiple: i % 7 == 0, taken: i % 3 != 0))
            {
                said.Add(id, i % 3 != 0 ? ConfirmKind.Taken : ConfirmKind.Refused);
            }
        }

        channel.End(Ends[0]);
        await over.CancelAsync();
        await Task.WhenAll(publishing);
        foreach (var (id, task) in sent)
        {
            var confirm = await task.WaitAsync(Patience, cancellationToken);
            Assert.That(
                confirm.Kind,
                said.TryGetValue(id, out var answer) ? Is.EqualTo(answer) : Is.AnyOf(ConfirmKind.InDoubt, ConfirmKind.Unsent),
                id);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task Publish_WhoseReturnCameBeforeItsAck_SaysThatItsQueueIsGone(CancellationToken cancellationToken)
    {
        var connection = new FakePublishingConnection();
        var publisher = await ChannelPublisher.OpenAsync(connection, cancellationToken);
        var returned = PublishAsync(publisher, "1", "");

        connection.Channels.Single().Return(0);
        Assert.That(returned.IsCompleted, Is.False, "Its confirm follows.");
        connection.Channels.Single().Answer(0, multiple: false, taken: true);

        Assert.That((await returned).ToString(), Is.EqualTo("its queue is gone"));
    }

    [Test, CancelAfter(30_000)]
    public async Task Publish_AfterTheEnd_IsUnsentAndSaysWhy(CancellationToken cancellationToken)
    {
        var publisher = await ChannelPublisher.OpenAsync(new FakePublishingConnection(), cancellationToken);
        await publisher.CloseAsync();

        var confirm = await PublishAsync(publisher, "1", "");

        Assert.That((confirm.Kind, confirm.ToString()), Is.EqualTo((ConfirmKind.Unsent, "the channel is gone: closed")));
        Assert.That(await publisher.Ended, Is.EqualTo("closed"));
    }

    private static async Task<bool> RunAsync(Step[] steps, ChannelEnd end)
    {
        using var patience = new CancellationTokenSource(Patience);
        var connection = new FakePublishingConnection();
        var publisher = await ChannelPublisher.OpenAsync(connection, patience.Token);
        var channel = connection.Channels.Single();
        var sent = new Dictionary<string, (string Exchange, Task<Confirm> Task)>();
        var expected = new Dictionary<string, ConfirmKind>();
        var returned = new HashSet<string>();
        var isHeld = false;
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case StepKind.Publish:
                    var id = sent.Count.ToString(CultureInfo.InvariantCulture);
                    var exchange = step.Number % 5 == 0 ? "e" : "";
                    sent[id] = (exchange, PublishAsync(publisher, id, exchange));
                    break;
                case StepKind.Return when channel.Return(step.Number) is { } back:
                    returned.Add(back);
                    break;
                case StepKind.Ack or StepKind.AckMany or StepKind.Nack or StepKind.NackMany:
                    var taken = step.Kind is StepKind.Ack or StepKind.AckMany;
                    foreach (var answered in channel.Answer(step.Number, step.Kind is StepKind.AckMany or StepKind.NackMany, taken))
                    {
                        expected.Add(
                            answered,
                            !taken ? ConfirmKind.Refused : returned.Contains(answered) ? ConfirmKind.Returned : ConfirmKind.Taken);
                    }

                    break;
                case StepKind.HoldWriting:
                    await SettleAsync();
                    channel.HoldWriting();
                    isHeld = true;
                    break;
                case StepKind.Settle:
                    await SettleAsync();
                    break;
            }
        }

        var unanswered = channel.Unanswered;
        var late = sent.Count;
        channel.End(end);
        sent["late"] = ("", PublishAsync(publisher, "late", ""));
        var toE = unanswered.Where(id => sent[id].Exchange == "e").ToArray();
        foreach (var id in unanswered)
        {
            var isBlamed = end.Code is 403 or 404 && toE is [var only] && only == id;
            expected.Add(id, isBlamed ? ConfirmKind.Blamed : ConfirmKind.InDoubt);
        }

        foreach (var (id, (_, task)) in sent)
        {
            var confirm = await task.WaitAsync(patience.Token);
            Assert.That(confirm.Kind, Is.EqualTo(expected.GetValueOrDefault(id, ConfirmKind.Unsent)), $"{id} of {late}, at {end}");
        }

        Assert.That(await publisher.Ended, Is.EqualTo(end.ToString()));
        return true;

        // Has all written that waits to be, and one that cannot be encoded behind it.
        async Task SettleAsync()
        {
            channel.LetWrite();
            while (isHeld && sent.Keys.Any(id => !expected.ContainsKey(id) && !channel.Unanswered.Contains(id)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
            }

            isHeld = false;
            channel.RefuseToEncode();
            var confirm = await PublishAsync(publisher, "bad", "e").WaitAsync(patience.Token);
            Assert.That(confirm.Kind, Is.EqualTo(ConfirmKind.Unsendable));
        }
    }

    private static Task<Confirm> PublishAsync(ChannelPublisher publisher, string id, string exchange) =>
        publisher.PublishAsync(exchange, "q", new BasicProperties { MessageId = id }, default);

    private enum StepKind
    {
        Publish,
        Ack,
        AckMany,
        Nack,
        NackMany,
        Return,
        HoldWriting,
        Settle,
    }

    private readonly record struct Step(StepKind Kind, int Number)
    {
        public static Gen<Step> Any { get; } =
            from kind in Gen.Frequency(
                (8, Gen.Constant(StepKind.Publish)),
                (5, Gen.Elements(StepKind.Ack, StepKind.AckMany, StepKind.Nack, StepKind.NackMany, StepKind.Return)),
                (1, Gen.Elements(Enum.GetValues<StepKind>())))
            from number in Gen.Choose(0, 100)
            select new Step(kind, number);
    }
}
