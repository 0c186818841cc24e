using System.Globalization;
using Khronos.Replication;
using Khronos.State;
using Ponos;
using Ponos.Faults.Tests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Khronos.Replicas.Tests;

/// <summary>The lease and the state behind it on a real broker, without anything that ticks.</summary>
internal sealed class LeaseTests() : LeaseFixture("lease")
{
    private static readonly string[] Forged =
    [
        """{"id":"f1","epoch":9223372036854775807,"watermark":"2026-01-01T00:00:00Z","format":1,"needs":1,"kind":"lead"}""",
        """{"id":"f2","epoch":1000,"format":1,"needs":1,"kind":"lead"}""",
        """{"id":"f3","epoch":1,"watermark":"9999-12-31T00:00:00Z","format":1,"needs":1,"kind":"checkpoint"}""",
        """{"id":null,"epoch":1,"format":1,"needs":1,"kind":"document","name":"mine"}""",
        """{"id":"f5","epoch":1,"format":999,"needs":999,"kind":"document","name":"mine"}""",
        """{"id":"f6","epoch":-5,"format":1,"needs":1,"kind":"tombstone","name":"mine"}""",
        "[[[[[[[[[[",
        "null",
    ];

    [Test, CancelAfter(120_000)]
    public async Task Acquire_ManyRacingForAnEmptyQueue_OneLeadsAtATimeAndOneTokenIsLeft()
    {
        var all = Enumerable.Range(0, 5).Select(_ => NewLease()).ToList();
        var epochs = new List<long>();
        try
        {
            var leading = all.ToDictionary(one => one.AcquireAsync());
            while (leading.Count > 0)
            {
                var first = await Task.WhenAny(leading.Keys).WaitAsync(Wait.Cap);
                await first;
                Assert.That(leading.Keys.Count(task => task.IsCompleted), Is.EqualTo(1), "Nobody leads beside it.");
                var leader = leading[first];
                epochs.Add(leader.Lease.Standing.Epoch!.Value);
                leading.Remove(first);
                await leader.State.MarkAsync(Start.AddMinutes(epochs.Count), default);
                await leader.Term!.ReleaseAsync();
            }
        }
        finally
        {
            await Task.WhenAll(all.Select(one => one.DisposeAsync().AsTask()));
        }

        Assert.That(epochs, Is.Ordered.And.Unique, "Each epoch is higher than the one before.");
        var tokens = await TokensAsync();
        Assert.That(tokens.Select(token => token.Watermark), Is.EqualTo([Start.AddMinutes(5)]));
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_SeveralTokensInTheQueue_TheBestOneCounts()
    {
        await using (var first = NewLease())
        {
            _ = await first.LeadAsync();
            await first.Term!.ReleaseAsync();
        }

        await SendAsync(Settings.LeaseQueue, Token(2, 30).ToBytes());
        await SendAsync(Settings.LeaseQueue, Token(2, 40).ToBytes());
        await SendAsync(Settings.LeaseQueue, Token(1, 50).ToBytes());
        await SendAsync(Settings.LeaseQueue, "no token"u8.ToArray());
        await SendAsync(Settings.LeaseQueue, LeaseToken.Question("somebody").ToBytes());
        await using (var second = NewLease())
        {
            var stored = await second.LeadAsync();
            Assert.That((stored.Watermark, second.Lease.Standing.Epoch), Is.EqualTo((Start.AddMinutes(40), 3L)));
            await second.Term!.ReleaseAsync();
        }

        Assert.That((await TokensAsync()).Select(token => token.Epoch), Is.EqualTo([3L]), "The others are acked away.");
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_LeaderOfLongAgo_GoesOnFromTheLatestToken()
    {
        await using var first = NewLease();
        _ = await first.LeadAsync();
        await first.Term!.ReleaseAsync();
        await using (var second = NewLease())
        {
            for (var minutes = 10; minutes <= 40; minutes += 10)
            {
                _ = await second.LeadAsync();
                await second.State.MarkAsync(Start.AddMinutes(minutes), default);
                await second.Term!.ReleaseAsync();
            }
        }

        var stored = await first.LeadAsync();

        Assert.That((stored.Watermark, first.Lease.Standing.Epoch), Is.EqualTo((Start.AddMinutes(40), 6L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_TokensAndRecordsThatNoLeaderWrites_StopNobody()
    {
        await using (var first = NewLease())
        {
            _ = await first.LeadAsync();
            await first.State.KeepAsync(Document("mine"), default);
            await first.State.MarkAsync(Start.AddMinutes(5), default);
            foreach (var forged in Forged)
            {
                await SendAsync(Settings.LeaseQueue, System.Text.Encoding.UTF8.GetBytes(forged));
                await SendAsync(Settings.Stream, System.Text.Encoding.UTF8.GetBytes(forged));
            }

            await first.State.MarkAsync(Start.AddMinutes(6), default);
            Assert.That(first.Term!.IsHeld, Is.True, "The leader goes on.");
            await first.Term!.ReleaseAsync();
        }

        foreach (var forged in Forged)
        {
            await SendAsync(Settings.LeaseQueue, System.Text.Encoding.UTF8.GetBytes(forged));
        }

        await using var second = NewLease();
        var stored = await second.LeadAsync();
        Assert.That((stored.Documents.Single().Name, second.Lease.Standing.Epoch), Is.EqualTo(("mine", 2L)));
        Assert.That(stored.Watermark, Is.LessThanOrEqualTo(Start.AddMinutes(6)));
    }

    [Test, CancelAfter(60_000)]
    public async Task LeaseQueue_DeletedUnderTheLeader_EndsTheTermAtOnceAndNothingIsForgotten()
    {
        await using var lease = NewLease();
        _ = await lease.LeadAsync();
        await lease.State.KeepAsync(Document("mine"), default);
        await lease.State.MarkAsync(Start.AddMinutes(5), default);
        await Broker.RabbitMqCtlAsync("delete_queue", Settings.LeaseQueue);
        _ = await lease.Term!.Ended.WaitAsync(Wait.Cap);
        Assert.That(lease.Term!.IsHeld, Is.False);
        Assert.That(lease.State.Demand, Throws.InstanceOf<JobInterruptedException>());

        // Another process, which knows no more than the stream does.
        await lease.DisposeAsync();
        await using var other = NewLease();
        var stored = await other.LeadAsync();
        Assert.That(
            (stored.Documents.Single().Name, stored.Watermark, other.Lease.Standing.Epoch), Is.EqualTo(("mine", Start.AddMinutes(5), 2L)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Stream_Deleted_LeadsOnWithoutSchedules()
    {
        await using var lease = NewLease();
        _ = await lease.LeadAsync();
        await lease.State.KeepAsync(Document("mine"), default);
        await lease.State.MarkAsync(Start.AddMinutes(5), default);
        await Broker.RabbitMqCtlAsync("delete_queue", Settings.Stream);
        _ = await lease.Term!.Ended.WaitAsync(Wait.Cap);
        var stored = await lease.LeadAsync();
        Assert.That((stored.Documents.Count, stored.Watermark), Is.EqualTo((0, Start.AddMinutes(5))));
        await lease.State.KeepAsync(Document("mine"), default);
    }

    [Test, CancelAfter(120_000)]
    public async Task IsHeld_BrokerConfirmsNothing_IsNotClaimedAnyMoreAndComesBack()
    {
        Settings = Settings with { Heartbeat = TimeSpan.FromSeconds(2) };
        await using var lease = NewLease();
        _ = await lease.LeadAsync();
        Assert.That(lease.Term!.IsHeld, Is.True);
        Broker.Freeze();
        try
        {
            await Wait.UntilAsync(() => !lease.Term!.IsHeld, () => $"{lease.Lease.Standing}");
        }
        finally
        {
            Broker.Thaw();
        }

        // On the same connection, or on the next if that was given up.
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await lease.State.MarkAsync(Start, default);
                }
                catch (Exception exception) when (exception is IOException or JobInterruptedException)
                {
                    await lease.AcquireAsync().WaitAsync(Wait.Cap);
                }

                return lease.Term!.IsHeld;
            },
            () => $"{lease.Lease.Standing}");
    }

    [Test, CancelAfter(120_000)]
    public async Task Keep_BrokerAnswersNothing_EndsTheTermInsteadOfWaitingForEver()
    {
        // Long before the heartbeats end the connection.
        Settings = Settings with { TokenDeadline = TimeSpan.FromSeconds(1) };
        await using var lease = NewLease();
        _ = await lease.LeadAsync();
        Broker.Freeze();
        try
        {
            _ = await Assert.ThrowsAsync<StandingByException>(() => lease.State.KeepAsync(Document("mine"), default).WaitAsync(Wait.Cap));
            Assert.That(await lease.Term!.Ended.WaitAsync(Wait.Cap), Does.Contain("not confirmed and read back"));
        }
        finally
        {
            Broker.Thaw();
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Stream_OldSegmentsDropped_ASnapshotRemains()
    {
        Settings = Settings with
        {
            SnapshotAfterBytes = 50_000,
            StreamBytes = 400_000,
            SegmentBytes = 100_000,
            CheckpointEvery = TimeSpan.FromHours(1),
        };
        await using (var lease = NewLease())
        {
            _ = await lease.LeadAsync();
            await lease.State.KeepAsync(Document("old"), default);
            await lease.State.KeepAsync(Document("gone"), default);
            await lease.State.ForgetAsync("gone", default);
            for (var i = 0; i < 3000; i++)
            {
                await lease.State.KeepAsync(Document($"other-{i % 10}"), default);
            }

            await lease.State.MarkAsync(Start, default);
        }

        var first = await FirstOffsetAsync();
        Assert.That(first, Is.GreaterThan(2), "The stream's beginning, with the only record of the schedule, is dropped.");
        string[] expected = ["old", .. Enumerable.Range(0, 10).Select(i => $"other-{i}")];
        await using (var next = NewLease())
        {
            Assert.That(
                (await next.LeadAsync()).Documents.Select(document => document.Name),
                Is.EquivalentTo(expected),
                "Read from the newest snapshot.");
        }

        await Broker.RabbitMqCtlAsync("delete_queue", Settings.LeaseQueue);
        await using var last = NewLease();
        var stored = await last.LeadAsync();
        Assert.That(
            stored.Documents.Select(document => document.Name), Is.EquivalentTo(expected), "Read from what is left of the beginning.");
    }

    [Test, CancelAfter(60_000)]
    public async Task Acquire_FormatOfANewerKhronos_LeavesTheLeadToOthers()
    {
        await using (var newer = NewLease(new LogFormat(2, 2, [document => document])))
        {
            _ = await newer.LeadAsync();
            await newer.State.KeepAsync(Document("mine"), default);
        }

        await using var older = NewLease();
        var waiting = older.AcquireAsync();
        await Wait.UntilAsync(
            () => older.Lease.Standing.Trouble?.Contains("need format 2", StringComparison.Ordinal) == true,
            () => $"{older.Lease.Standing}");
        await using var other = NewLease(new LogFormat(2, 2, [document => document]));
        Assert.That((await other.LeadAsync()).Documents.Single().Name, Is.EqualTo("mine"));
        Assert.That(waiting.IsCompleted, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Declare_QueueWithOtherOptions_IsNamedAndNothingIsChanged()
    {
        await using (var connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri) }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
        {
            _ = await channel.QueueDeclareAsync(Settings.LeaseQueue, durable: true, exclusive: false, autoDelete: false);
        }

        await using var lease = NewLease();
        var waiting = lease.AcquireAsync();
        await Wait.UntilAsync(
            () => lease.Lease.Standing.Trouble?.Contains("exists with another", StringComparison.Ordinal) == true,
            () => $"{lease.Lease.Standing}");
        Assert.That(waiting.IsCompleted, Is.False);
    }

    private static LeaseToken Token(long epoch, int minutes) =>
        new() { Id = Guid.NewGuid().ToString("N"), Epoch = epoch, Watermark = Start.AddMinutes(minutes) };

    /// <summary>The tokens in the lease's queue when nobody waits for it. Consumed: such a queue allows no gets.</summary>
    private async Task<IReadOnlyList<LeaseToken>> TokensAsync()
    {
        var last = LeaseToken.Question("the test");
        await SendAsync(Settings.LeaseQueue, last.ToBytes());
        var tokens = new List<LeaseToken>();
        var all = new TaskCompletionSource();
        await ConsumeAsync(Settings.LeaseQueue, arguments: null, all.Task, delivered =>
        {
            var token = LeaseToken.Read(delivered.Body.Span)!;
            if (token.Id == last.Id)
            {
                all.SetResult();
            }
            else if (!token.IsQuestion)
            {
                tokens.Add(token);
            }
        });
        return tokens;
    }

    private async Task<long> FirstOffsetAsync()
    {
        var offset = new TaskCompletionSource<long>();
        await ConsumeAsync(Settings.Stream, new Dictionary<string, object?> { ["x-stream-offset"] = "first" }, offset.Task, delivered =>
            offset.TrySetResult(Convert.ToInt64(delivered.BasicProperties.Headers!["x-stream-offset"], CultureInfo.InvariantCulture)));
        return await offset.Task;
    }

    private async Task ConsumeAsync(string queue, Dictionary<string, object?>? arguments, Task until, Action<BasicDeliverEventArgs> take)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 100, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivered) =>
        {
            take(delivered);
            return Task.CompletedTask;
        };
        _ = await channel.BasicConsumeAsync(queue, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments, consumer);
        await until.WaitAsync(Wait.Cap);
    }
}
