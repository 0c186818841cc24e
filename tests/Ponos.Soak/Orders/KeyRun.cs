using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Ponos.Handlers;
using Ponos.Tests.Support;

namespace Ponos.Soak.Orders;

/// <summary>
/// Two relays in processes of their own, killed at random moments, and writers that number the jobs of each key as they commit them.
/// Whoever listens drops what comes again, and must find each key in order and complete.
/// </summary>
internal sealed class KeyRun(OrderOptions options, OrderGround ground, Action<string> tell) : IAsyncDisposable
{
    private const string Service = "keys";
    private const string Step = "key.step";
    private const int Keys = 12;
    private const int Writers = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Relay = Path.Combine(
        Repository.Folder, "tests", "Ponos.PostgreSql.RelayProcess", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        new DirectoryInfo(AppContext.BaseDirectory).Name, "Ponos.PostgreSql.RelayProcess.dll");

    private readonly List<KeyStep> _arrived = [];
    private readonly HashSet<KeyStep> _known = [];
    private readonly List<MortalProcess> _running = [];
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(ground.Database);
    private IHost? _host;
    private int _kills;
    private int _committed;
    private int _repeated;

    /// <summary>Runs to the end.</summary>
    /// <returns>What is wrong; nothing where each key is in order and complete.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await _source.EnsurePonosTablesAsync();
        await using (var create = _source.CreateCommand("CREATE TABLE key_step (key text PRIMARY KEY, number bigint NOT NULL)"))
        {
            await create.ExecuteNonQueryAsync();
        }

        _host = await ListenAsync();
        var publisher = _host.Services.GetRequiredService<IPublisher>();
        var writers = Enumerable.Range(0, Writers)
            .Select(writer => Task.Run(() => WriteAsync(publisher, new Random(options.Seed + writer))))
            .ToArray();
        var faults = FaultsAsync();
        await Task.WhenAll(Enumerable.Range(0, options.Processes).Select(place => Task.Run(() => KillAsync(place))));
        await faults;
        await Task.WhenAll(writers);
        tell($"{_kills} kills; {_committed} jobs known to be committed");
        return await SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            await process.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        await _source.DisposeAsync();
    }

    /// <summary>One that listens and commits, and does not relay; the relays are another service of its name.</summary>
    private async Task<IHost> ListenAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("ConnectionStrings:RabbitMq", ground.Broker)]);
        builder.Services.AddPonos(Service, HandlerCatalog.Empty, options => options.InboxSize = 0)
            .UsePostgreSqlOutbox(options => (options.DataSource, options.Relay) = (_source, false))
            .MapTask(Step, (KeyStep step) => ArriveAsync(step), new() { SingleActiveConsumer = true });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private Task ArriveAsync(KeyStep step)
    {
        lock (_known)
        {
            if (_known.Add(step))
            {
                _arrived.Add(step);
            }
            else
            {
                _repeated++;
            }
        }

        return Task.CompletedTask;
    }

    private async Task WriteAsync(IPublisher publisher, Random random)
    {
        while (Volatile.Read(ref _committed) < options.Orders)
        {
            if (Volatile.Read(ref _committed) >= (long)options.Orders * (Volatile.Read(ref _kills) + 1) / (options.Kills + 1))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
                continue;
            }

            try
            {
                await CommitAsync(publisher, string.Create(CultureInfo.InvariantCulture, $"k-{random.Next(Keys)}"));
                _ = Interlocked.Increment(ref _committed);
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
            {
                // The database is away. Whether the last commit was done is for its table to say.
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>The next number of a key and its job, or neither.</summary>
    private async Task CommitAsync(IPublisher publisher, string key)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var next = new NpgsqlCommand(
            "INSERT INTO key_step VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET number = key_step.number + 1 RETURNING number",
            connection,
            transaction)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = key } },
        };
        var number = (long)(await next.ExecuteScalarAsync())!;
        await transaction.PublishAsync(publisher, new KeyStep(key, number), new PublishOptions { OrderKey = key });
        await transaction.CommitAsync();
    }

    private async Task KillAsync(int place)
    {
        var random = new Random(options.Seed + (1000 * (place + 1)));
        var process = await StartAsync();
        while (Interlocked.Increment(ref _kills) <= options.Kills)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000)));
            await process.DisposeAsync();
            process = await StartAsync();
        }

        _ = Interlocked.Decrement(ref _kills);
    }

    private async Task<MortalProcess> StartAsync()
    {
        while (true)
        {
            var process = MortalProcess.Start(
                ground.Guard,
                Relay,
                [],
                new Dictionary<string, string>
                {
                    ["ConnectionStrings__RabbitMq"] = ground.Broker,
                    ["RELAY_SERVICE"] = Service,
                    ["RELAY_DATABASE"] = ground.Database,
                },
                line => line == "ready");
            lock (_running)
            {
                _running.RemoveAll(known => known.HasEnded);
                _running.Add(process);
            }

            if (await process.ReadyAsync())
            {
                return process;
            }

            await process.DisposeAsync();
        }
    }

    private async Task FaultsAsync()
    {
        var random = new Random(options.Seed);
        var faults = Enumerable.Repeat(true, options.BrokerKills).Concat(Enumerable.Repeat(false, options.DatabaseKills)).ToArray();
        random.Shuffle(faults);
        for (var i = 0; i < faults.Length; i++)
        {
            while (Volatile.Read(ref _kills) < (i + 1) * options.Kills / (faults.Length + 1))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            var away = TimeSpan.FromMilliseconds(random.Next(2000));
            tell(
                $"kill {_kills}: the {(faults[i] ? "broker" : "database")} is killed, "
                + $"and away for {away.TotalSeconds:0.0} s; {_committed} jobs committed");
            await (faults[i] ? ground.KillBrokerAsync(away) : ground.KillDatabaseAsync(away));
        }
    }

    private async Task<IReadOnlyList<string>> SettleAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        var expected = (await ground.AskAsync("SELECT sum(number)::bigint FROM key_step"))[0];
        while (TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            lock (_known)
            {
                if (_arrived.Count >= expected)
                {
                    break;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        lock (_known)
        {
            tell($"{expected} committed, {_arrived.Count} arrived, {_repeated} of them more than once");
            var wrong = _arrived.GroupBy(step => step.Key)
                .Where(steps =>
                    !steps.Select(step => step.Number).SequenceEqual(Enumerable.Range(1, steps.Count()).Select(number => (long)number)))
                .Select(steps => $"{steps.Key}: {string.Join(' ', steps.Select(step => step.Number))}");
            return _arrived.Count == expected ? [.. wrong] : [$"{expected - _arrived.Count} are missing", .. wrong];
        }
    }
}

/// <summary>A job of a key, with its place.</summary>
internal sealed record KeyStep(string Key, long Number);
