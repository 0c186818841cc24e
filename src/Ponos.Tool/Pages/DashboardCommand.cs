using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Commands;
using Ponos.Control;
using Spectre.Console.Cli;

namespace Ponos.Tool.Pages;

/// <summary>The dashboard by itself, for the person at this machine and for nobody else: it listens on the loopback address.</summary>
internal sealed class DashboardCommand : AsyncCommand<DashboardSettings>
{
    private const string Path = "/ponos";

    public override async Task<int> ExecuteAsync(CommandContext context, DashboardSettings settings, CancellationToken cancellationToken)
    {
        // In Development it needs no policy of an application's, and answers to this machine alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        Session.Configure(builder, new BrokerSettings { Broker = settings.Named, By = settings.By, Wait = settings.Wait });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.Port));
        builder.Services.AddRoutingCore();
        builder.Services.AddPonosDashboard();
        await using var page = builder.Build();
        page.MapPonosDashboard(Path);
        await RequireBrokerAsync(page.Services, cancellationToken);
        try
        {
            await page.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new RefusedException(
                $"The dashboard cannot listen on 127.0.0.1:{settings.Port}: {exception.Message} Give another --port, or 0 for any.");
        }

        var control = page.Services.GetRequiredService<IOperator>();
        await Console.Out.WriteLineAsync($"Dashboard of {control.Broker}: {page.Urls.First()}{Path}");
        await Console.Out.WriteLineAsync("Ctrl+C ends it.");
        await page.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Fine;
    }

    /// <summary>A broker that is not there is told of at once, and not on every page.</summary>
    private static async Task RequireBrokerAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await using var broker = await services.OpenBrokerTopologyAsync(service: null, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
