using System.Net;
using Examples.Demo.Screens;
using Examples.Health;
using Examples.Images;
using Examples.Metrics;
using Khronos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;
using Ponos.Handlers;

namespace Examples.Demo;

/// <summary>A day of Khronos and three services in one process, in about ten seconds.</summary>
internal static class DemoDay
{
    private const string Dashboard = "/ponos";
    private const double Speed = 24 * 60 * 6; // A day in ten seconds.

    /// <summary>The day, from behind the midnight that begins it to behind the one that ends it.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How long a busy machine is waited for before what has not been seen counts as missing.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the day.</summary>
    /// <param name="screen">Where a person watches it.</param>
    /// <param name="stay">Whether its dashboard stays open when it is over, until somebody ends it.</param>
    /// <returns>Whether every outcome was seen that the day was made to have.</returns>
    public static async Task<bool> RunAsync(IScreen screen, bool stay)
    {
        var real = TimeProvider.System;
        var midnight = new DateTimeOffset(real.GetUtcNow().Date, TimeSpan.Zero);
        var clock = new FastForwardClock(midnight.AddSeconds(1), Day, Speed, real);
        var ledger = new JobLedger(clock, real);

        await using var host = Build(clock, ledger);
        await host.StartAsync();
        screen.Begin(Address(host));
        await WatchAsync(screen, clock, ledger, real, host.Lifetime.ApplicationStopping);
        if (!stay)
        {
            await host.StopAsync();
        }

        var page = ledger.Read();
        var missing = Expectations.MissingFrom(page);
        screen.End(page, missing);
        if (stay)
        {
            screen.Stay(Address(host));
            await host.WaitForShutdownAsync();
        }

        return missing.Count == 0;
    }

    private static string Address(WebApplication host) => host.Urls.First() + Dashboard;

    private static WebApplication Build(FastForwardClock clock, JobLedger ledger)
    {
        // No settings from outside: the day is the same on every machine.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "Demo", EnvironmentName = Environments.Development });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Images:Docks:0"] = "eu-1",
            ["Images:Docks:1"] = "us-1",
            ["Images:Docks:2"] = "closed-1", // It has no folder: its job stops.
            ["Ponos:Journal"] = "All",
        });
        builder.Services.AddSingleton<IJobObserver>(ledger).AddSingleton(ledger);

        // snippet: compose
        builder.Services.AddImages().UseInMemory();
        builder.Services.AddMachineMetrics().UseInMemory();
        builder.Services.AddHealth().UseInMemory();
        builder.Services.AddKhronos(khronos =>
        {
            khronos.TimeProvider = clock;
            // A pause of some milliseconds is a minute on this clock.
            khronos.ForwardStepLimit = Timeout.InfiniteTimeSpan;
        }).UseInMemory();
        // end-snippet

        builder.Services.AddPonos("courier", HandlerCatalog.Empty).UseInMemory().DeclareTask("health.check", service: "health");
        builder.Services.AddHostedService<Mistakes>();
        builder.Services.AddRoutingCore();
        builder.Services.AddPonosDashboard();
        var host = builder.Build();
        host.MapPonosDashboard(Dashboard);
        return host;
    }

    private static async Task WatchAsync(
        IScreen screen, FastForwardClock clock, JobLedger ledger, TimeProvider real, CancellationToken stop)
    {
        var started = real.GetTimestamp();
        while (!stop.IsCancellationRequested
            && real.GetElapsedTime(started) < Longest
            && !(clock.IsOver && ledger.IsQuietFor(Quiet) && Expectations.MissingFrom(ledger.Read()).Count == 0))
        {
            screen.Show(clock.Elapsed(), ledger.Read());
            await Task.Delay(BetweenFrames, real, CancellationToken.None);
        }

        screen.Show(clock.Elapsed(), ledger.Read());
    }
}
