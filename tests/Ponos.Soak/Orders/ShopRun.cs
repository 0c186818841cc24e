using System.Globalization;
using System.Net.Http.Json;
using Ponos.Tests.Support;

namespace Ponos.Soak.Orders;

/// <summary>
/// The shop of the examples on PostgreSQL and RabbitMQ, whose processes are killed at random moments while customers order. Each
/// place has a process, which is started again when it was killed.
/// </summary>
internal sealed class ShopRun(OrderOptions options, OrderGround ground, Action<string> tell)
{
    /// <summary>Of so many customers one orders what nobody can pay.</summary>
    private const int OneIsDear = 20;

    private const int Customers = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string Program = Path.Combine(
        Repository.Folder,
        "examples",
        "Shop",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        new DirectoryInfo(AppContext.BaseDirectory).Name,
        "Shop.dll");

    private readonly Lock _lock = new();
    private readonly Uri?[] _open = new Uri?[options.Processes];
    private readonly MortalProcess?[] _running = new MortalProcess?[options.Processes];
    private int _kills;
    private int _answered;
    private int _failed;
    private int _number;

    /// <summary>Runs to the end.</summary>
    /// <returns>What became of the orders.</returns>
    public async Task<ShopBooks> RunAsync()
    {
        await StartAsync(0);
        using var closing = new CancellationTokenSource();
        var customers = Enumerable.Range(0, Customers)
            .Select(customer => Task.Run(() => OrderAsync(new Random(options.Seed + customer), closing.Token)))
            .ToArray();
        var faults = FaultsAsync();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Processes).Select(place => Task.Run(() => KillAsync(place))));
            await faults;
            while (Volatile.Read(ref _answered) < options.Orders)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            await closing.CancelAsync();
            await Task.WhenAll(customers);
            tell($"{_kills} kills; {_answered} orders answered, {_failed} failed or unknown");
            return await SettleAsync();
        }
        finally
        {
            await closing.CancelAsync();
            foreach (var process in _running)
            {
                await (process?.DisposeAsync() ?? default);
            }
        }
    }

    /// <summary>What the shop printed last, for whoever looks for a reason.</summary>
    public string Printed => string.Join("\n---\n", _running.Select(process => process?.Printed));

    private async Task StartAsync(int place)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{RabbitBroker.FreePort()}/"));
        while (true)
        {
            var process = MortalProcess.Start(
                ground.Guard,
                Program,
                ["--environment", "Production", "--urls", address.ToString()],
                new Dictionary<string, string>
                {
                    ["ConnectionStrings__RabbitMq"] = ground.Broker,
                    ["ConnectionStrings__Shop"] = ground.Database,
                    ["Ponos__Services__shop__Handlers__mail.send__RateLimit__Permits"] = "10000",
                },
                line => line.Contains("Application started", StringComparison.Ordinal));
            _running[place] = process;
            if (await process.ReadyAsync())
            {
                Open(place, address);
                return;
            }

            // It does not start without its database, as the tables are looked for; whoever runs it starts it again.
            await process.DisposeAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    /// <summary>Kills the process of a place again and again, at random moments of its life and of its start.</summary>
    private async Task KillAsync(int place)
    {
        var random = new Random(options.Seed + (1000 * place));
        if (place > 0)
        {
            await StartAsync(place);
        }

        while (Interlocked.Increment(ref _kills) <= options.Kills)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3000)));
            Open(place, null);
            await _running[place]!.DisposeAsync();
            await StartAsync(place);
        }

        _ = Interlocked.Decrement(ref _kills);
    }

    private async Task FaultsAsync()
    {
        var random = new Random(options.Seed);
        var faults = Enumerable.Repeat(true, options.BrokerKills).Concat(Enumerable.Repeat(false, options.DatabaseKills)).ToArray();
        random.Shuffle(faults);
        for (var i = 0; i < faults.Length; i++)
        {
            // Spread over the kills.
            while (Volatile.Read(ref _kills) < (i + 1) * options.Kills / (faults.Length + 1))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            var away = TimeSpan.FromMilliseconds(random.Next(2000));
            tell(
                $"kill {_kills}: the {(faults[i] ? "broker" : "database")} is killed, "
                + $"and away for {away.TotalSeconds:0.0} s; {_answered} orders answered");
            await (faults[i] ? ground.KillBrokerAsync(away) : ground.KillDatabaseAsync(away));
        }
    }

    /// <summary>A customer: orders at whichever process is open, and does not order again what has failed.</summary>
    private async Task OrderAsync(Random random, CancellationToken closing)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (!closing.IsCancellationRequested)
        {
            // As many a life as leaves some for the last.
            var most = (long)options.Orders * (Volatile.Read(ref _kills) + 1) / (options.Kills + 1);
            if (Volatile.Read(ref _answered) >= most || AnyOpen(random) is not { } shop)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                continue;
            }

            var number = Interlocked.Increment(ref _number);
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(shop, "orders"),
                    new { customer = $"customer-{number}@example.org", cents = number % OneIsDear == 0 ? 900_000 : number % 500_000 },
                    closing);
                _ = answer.IsSuccessStatusCode ? Interlocked.Increment(ref _answered) : Interlocked.Increment(ref _failed);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                _ = Interlocked.Increment(ref _failed);
            }
        }
    }

    private async Task<ShopBooks> SettleAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var books = await ShopBooks.ReadAsync(ground, _answered);
            if (books.IsSettled || TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                // Once more, in case something came after all was in order.
                await Task.Delay(TimeSpan.FromSeconds(2));
                return await ShopBooks.ReadAsync(ground, _answered);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    private void Open(int place, Uri? address)
    {
        lock (_lock)
        {
            _open[place] = address;
        }
    }

    private Uri? AnyOpen(Random random)
    {
        lock (_lock)
        {
            var open = _open.OfType<Uri>().ToArray();
            return open.Length == 0 ? null : open[random.Next(open.Length)];
        }
    }
}
