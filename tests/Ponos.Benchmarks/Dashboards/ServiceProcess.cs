using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Handlers;

namespace Ponos.Benchmarks.Dashboards;

/// <summary>A service in a process of its own, until its input ends.</summary>
internal sealed class ServiceProcess : IDisposable
{
    public const string Work = "work";
    public const string Failing = "failing";

    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static ServiceProcess Start(string service, string broker)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(ServiceProcess).Assembly.Location, "service", service, broker])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>The process itself.</summary>
    public static async Task<int> RunAsync(string service, string broker)
    {
        using var host = Build(service, broker, withHandlers: true);
        await host.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to it.
        }

        await host.StopAsync();
        return 0;
    }

    /// <summary>The service; without handlers it only publishes.</summary>
    public static IHost Build(string service, string broker, bool withHandlers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(
            [
                KeyValuePair.Create("ConnectionStrings:RabbitMq", (string?)broker),
                KeyValuePair.Create("Ponos:ShutdownTimeout", (string?)"5s"),
            ]);
        var ponos = builder.Services.AddPonos(service, HandlerCatalog.Empty, options => options.Concurrency = 8);
        if (withHandlers)
        {
            ponos.MapTask(Work, (Job _) => Task.CompletedTask);
            ponos.MapTask(Failing, (Job job) => throw Failure(job), new HandlerSettings { MaxAttempts = 1 });
        }
        else
        {
            ponos.DeclareTask(Work).DeclareTask(Failing);
        }

        return builder.Build();
    }

    public async Task ReadyAsync() =>
        _ = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A service's process ended.");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Of several kinds, as real ones are.</summary>
    private static Exception Failure(Job job) => (job.Body.Span.Length % 3) switch
    {
        0 => new TimeoutException("The database has not answered within 00:00:30."),
        1 => new InvalidOperationException("There is no dock 'eu-1'."),
        _ => new IOException("No space left on device : '/var/images/1'"),
    };
}
