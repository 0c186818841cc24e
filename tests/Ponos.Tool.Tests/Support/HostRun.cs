using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ponos.Tool.Tests.Support;

/// <summary>A command of a host, run as its program does in its last line: how it ended, and what it wrote.</summary>
internal sealed record HostRun(int ExitCode, string Output, string Errors)
{
    // The console is the process's.
    private static readonly SemaphoreSlim _console = new(1);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs a command.</summary>
    /// <param name="broker">The broker in its configuration.</param>
    /// <param name="add">Adds its services.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<HostRun> OfAsync(string broker, Action<IServiceCollection> add, params string[] arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:RabbitMq"] = broker });
        add(builder.Services);
        await _console.WaitAsync();
        var (output, errors) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var failed = new StringWriter();
        try
        {
            Console.SetOut(written);
            Console.SetError(failed);
            return new HostRun(await builder.Build().RunPonosAsync(arguments), written.ToString(), failed.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
            _console.Release();
        }
    }
}
