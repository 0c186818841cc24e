using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ponos.Outboxes;
using Ponos.PostgreSql.Outbox;
using Ponos.PostgreSql.Relay;
using Ponos.PostgreSql.Statements;
using Ponos.PostgreSql.Tables;
using Ponos.PostgreSql.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>Relays of their own on a real database, with a broker that fails where the test wants it.</summary>
internal sealed class RelayTests
{
    private const string Service = "shop";

    private readonly TableNames _names = new("ponos");
    private readonly List<OutboxRelay> _relays = [];
    private readonly OutboxTelemetry _telemetry = new();
    private TestDatabase _database = null!;
    private OutboxStore _store = null!;

    [SetUp]
    public async Task PrepareAsync()
    {
        _database = await TestDatabase.CreateAsync(await Servers.PostgresAsync());
        await _database.Source.EnsurePonosTablesAsync();
        _store = new OutboxStore(_database.Source, _names, new KeptStatements(isWanted: true), Service, notifies: false);
    }

    [TearDown]
    public async Task EndAsync()
    {
        foreach (var relay in _relays)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await relay.StopAsync(limit.Token);
            relay.Dispose();
        }

        _relays.Clear();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>Each failure leaves a beginning of each order, so the first time that each job is taken is in order.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task TwoRelays_BrokerThatFails_KeepTheOrderOfEachKeyAndTransactionAndLoseNothing(int seed)
    {
        var broker = new FlakyBroker(seed) { Failures = (2, 2, 2) };
        await StartRelayAsync(broker, batchSize: 40);
        await StartRelayAsync(broker, batchSize: 40);
        var committed = await WriteAsync(seed, transactions: 150);

        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        var first = broker.Taken.Select(job => job.MessageId).Distinct().ToList();
        Assert.That(first, Is.EquivalentTo(committed.Select(job => job.Id)));
        var place = first.Select((id, i) => (id, i)).ToDictionary(one => one.id, one => one.i);
        foreach (var order in committed.GroupBy(job => job.Key).Concat(committed.GroupBy(job => $"transaction {job.Transaction}")))
        {
            Assert.That(order.Select(job => place[job.Id]), Is.Ordered, order.Key);
        }
    }

    [Test]
    public async Task Relay_ConnectionKilledBetweenPublishAndDelete_SendsAgainUnderTheSameId()
    {
        var kills = 2;
        var broker = new FlakyBroker(1)
        {
            Before = async _ =>
            {
                if (Interlocked.Decrement(ref kills) >= 0)
                {
                    await using var admin = NpgsqlDataSource.Create(_database.ConnectionString + ";Pooling=false");
                    await using var kill = admin.CreateCommand(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                        + "current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'");
                    await kill.ExecuteNonQueryAsync();
                }
            },
        };
        var (relay, state) = await StartRelayAsync(broker);
        await _database.CommitAsync(transaction => AddAsync(transaction, "m-1", key: null));
        relay.Wake.Set();

        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(broker.Taken.Select(job => job.MessageId), Is.EqualTo(new[] { "m-1", "m-1", "m-1" }));
        await Wait.UntilAsync(() => state.Database is null, () => "no more trouble");
    }

    [Test]
    public async Task Relay_FrozenInTheMiddleOfARound_DoesNotKeepOtherLanesFromAnother()
    {
        var frozen = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var slow = new FlakyBroker(1)
        {
            Before = _ =>
            {
                entered.TrySetResult();
                return frozen.Task;
            },
        };
        var quick = new FlakyBroker(1);
        await StartRelayAsync(slow);
        await _database.CommitAsync(transaction => AddAsync(transaction, "held", "a"));
        await entered.Task;
        var keys = Enumerable.Range(0, 40).Select(i => $"k{i}").ToArray();
        foreach (var key in keys)
        {
            await _database.CommitAsync(transaction => AddAsync(transaction, key, key));
        }

        var others = await _database.ScalarAsync<string[]>(
            "SELECT array_agg(message_id) FROM ponos.outbox WHERE lane <> (SELECT lane FROM ponos.outbox WHERE message_id = 'held')");
        await StartRelayAsync(quick);
        await Wait.UntilAsync(() => quick.Taken.Count == others.Length, () => $"{others.Length} jobs; {quick.Taken.Count}");
        frozen.SetResult();
        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(slow.Taken.Select(job => job.MessageId), Is.EqualTo(new[] { "held" }));
    }

    [Test]
    public async Task Relay_SendThatEndsInACancellationOrAnUnknownError_IsTriedAgain()
    {
        var failures = new Queue<Exception>(
            [
                new OperationCanceledException(),
                new TimeoutException(),
                new InvalidCastException("A bug somewhere."),
                new TaskCanceledException(),
            ]);
        var broker = new FlakyBroker(1) { Before = _ => failures.TryDequeue(out var failure) ? throw failure : Task.CompletedTask };
        var (_, state) = await StartRelayAsync(broker);

        await _database.CommitAsync(transaction => AddAsync(transaction, "m-1", key: null));
        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(broker.Taken.Select(job => job.MessageId), Is.EqualTo(new[] { "m-1" }));
        await Wait.UntilAsync(() => state.Broker is null, () => "no more trouble");
        Assert.That(await _database.ScalarAsync<long>("SELECT count(*) FROM ponos.outbox"), Is.Zero, "nothing was parked");
    }

    [Test]
    public async Task Relay_LargeJobs_AreReadAFewAtATimeAndAllSent()
    {
        var broker = new FlakyBroker(1);
        for (var i = 0; i < 6; i++)
        {
            await _database.CommitAsync(transaction => AddAsync(transaction, $"m{i}", "one", new byte[12 * 1024 * 1024]));
        }

        await StartRelayAsync(broker);
        await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");

        Assert.That(broker.Taken.Select(job => job.MessageId), Is.EqualTo(Enumerable.Range(0, 6).Select(i => $"m{i}")));
    }

    /// <summary>PostgreSQL itself would begin at 5000, and the relay does too while there is more to send.</summary>
    [Test]
    public async Task Relay_NothingMoreToSend_TidiesBehindAThousandJobs()
    {
        const string Tidied = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'outbox'";
        await InsertAsync(1200);

        await StartRelayAsync(new FlakyBroker(1));

        await Wait.UntilAsync(async () => await _database.ScalarAsync<long>(Tidied) > 0, () => "a vacuum of the outbox");
        Assert.That(await _database.WaitingAsync(), Is.Zero);
    }

    [Test, Category("Long")]
    public async Task Table_ThroughWhichManyJobsPass_StaysSmall()
    {
        await StartRelayAsync(new FlakyBroker(1));
        var sizes = new List<long>();
        for (var round = 0; round < 6; round++)
        {
            await InsertAsync(20_000);
            await Wait.UntilAsync(async () => await _database.WaitingAsync() == 0, () => "an empty outbox");
            await Wait.UntilAsync(
                async () => await _database.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'VACUUM%' AND state = 'active'") == 0,
                () => "the end of the vacuum");
            sizes.Add(await _database.ScalarAsync<long>("SELECT pg_total_relation_size('ponos.outbox')"));
        }

        Assert.That(sizes[^1], Is.LessThan(sizes[0] * 3), string.Join(", ", sizes));
    }

    /// <summary>The server keeps a round's plans, and they were made when nothing was known of the table.</summary>
    [Test]
    public async Task Round_PlannedWhileTheTableWasEmpty_ReadsOfABacklogOnlyItsOwnJobs()
    {
        const int Waiting = 20_000;
        const string Reads = "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_user_tables WHERE relname = 'outbox'";
        await _database.ExecuteAsync("VACUUM ANALYZE ponos.outbox");
        await using var one = NpgsqlDataSource.Create(_database.ConnectionString + ";Maximum Pool Size=1");
        var store = new RelayStore(one, _names, new KeptStatements(isWanted: true), Service, batchSize: 1000, ensureTables: true);
        await store.PrepareAsync(default);
        for (var i = 0; i < 8; i++)
        {
            await WaitAsync(1);
            await RoundAsync(1);
        }

        await WaitAsync(Waiting);
        var before = await AskAsync(Reads);
        await RoundAsync(1000);
        _ = await AskAsync("SELECT 1 FROM pg_stat_force_next_flush()");
        var read = await AskAsync(Reads) - before;

        Assert.That(read, Is.InRange(1000, Waiting / 4));

        Task WaitAsync(int jobs) => _database.ExecuteAsync(
            $$"""
            INSERT INTO ponos.outbox (service, lane, name, destination, message_id, properties, body)
            SELECT '{{Service}}', i % 32, 'a', 'a', i::text, '{}', 'x' FROM generate_series(1, {{jobs}}) i
            """);

        async Task RoundAsync(int most)
        {
            await using var round = await store.BeginAsync([], one: false, default);
            Assert.That(round!.Rows, Has.Count.InRange(1, most));
            await round.SettleAsync([.. round.Rows.Select(row => row.Id)], []);
        }

        async Task<long> AskAsync(string sql)
        {
            await using var ask = one.CreateCommand(sql);
            return Convert.ToInt64(await ask.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Adds jobs as if each were of a transaction of its own.</summary>
    private Task InsertAsync(int jobs) => _database.ExecuteAsync($$"""
        INSERT INTO ponos.outbox (service, lane, name, destination, message_id, properties, body)
        SELECT '{{Service}}', i % 32, 'a', 'a', i::text, '{"service":"shop","kind":"task","name":"a","destination":"a","messageId":"' || i || '","publishedAt":1}', 'x' FROM generate_series(1, {{jobs}}) i
        """);

    private async Task<(Handle Relay, RelayState State)> StartRelayAsync(IPreparedJobs broker, int batchSize = 1000)
    {
        var state = new RelayState(TimeProvider.System);
        var wake = new WakeSignal();
        var relay = new OutboxRelay(
            new RelaySettings(Service, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), batchSize),
            new RelayStore(_database.Source, _names, new KeptStatements(isWanted: true), Service, batchSize, ensureTables: true),
            broker,
            wake,
            state,
            new Refusals(TimeProvider.System, TimeSpan.FromMilliseconds(20)),
            _telemetry,
            TimeProvider.System,
            NullLogger.Instance);
        _relays.Add(relay);
        await relay.StartAsync(default);
        return (new Handle(wake), state);
    }

    /// <summary>Writes jobs from four writers at a time: with keys and without, one to five in a transaction, some rolled back.</summary>
    private async Task<List<(string Id, string Key, int Transaction)>> WriteAsync(int seed, int transactions)
    {
        var committed = new List<(string Id, string Key, int Transaction)>();
        var turn = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var random = new Random(seed * 100 + writer);
            for (var i = writer; i < transactions; i += 4)
            {
                // Sorted, so that two transactions never wait for one another.
                var keys = Enumerable.Range(0, random.Next(1, 6))
                    .Select(_ => random.Next(6))
                    .Order()
                    .Select(key => key == 0 ? null : $"key {key}")
                    .ToArray();
                var jobs = keys.Select((key, n) => (Id: $"{i}-{n}", Key: key)).ToArray();
                await using var connection = await _database.Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                foreach (var (id, key) in jobs)
                {
                    await AddAsync(transaction, id, key);
                }

                if (random.Next(10) == 0)
                {
                    await transaction.RollbackAsync();
                    continue;
                }

                lock (turn)
                {
                    // While the keys are locked, so that this is the order of the commits.
                    committed.AddRange(jobs.Select(job => (job.Id, job.Key ?? $"none {i}", i)));
                }

                await transaction.CommitAsync();
            }
        })));
        return committed;
    }

    private Task AddAsync(NpgsqlTransaction transaction, string id, string? key, byte[]? body = null) => _store.AddAsync(
        transaction,
        transaction.Connection!,
        new PreparedJob
        {
            Service = Service,
            Kind = JobKind.Task,
            Name = "cards.charge",
            Destination = "shop.cards.charge",
            MessageId = id,
            Body = body ?? "{}"u8.ToArray(),
            PublishedAt = TimeProvider.System.GetUtcNow(),
            OrderKey = key,
        },
        default);

    private sealed record Handle(WakeSignal Wake);
}
