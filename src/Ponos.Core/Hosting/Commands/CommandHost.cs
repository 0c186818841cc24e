using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.AsyncApi;
using Ponos.Contracts;
using Ponos.Contracts.Recording;

namespace Ponos.Hosting.Commands;

/// <summary>
/// Stands in for the host when its command line holds a command: answers it on standard output and ends. No hosted service is
/// created or started, so nothing connects and nothing is logged.
/// </summary>
internal sealed class CommandHost(IServiceProvider services, HostCommand command, TextWriter output, TextWriter errors) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => services;

    /// <summary>Takes the host's place where the process was given a command, unless an option says not to.</summary>
    public static void Offer(IServiceCollection services)
    {
        // The first service of a host has seen to it. A test may bring a command of its own.
        if (services.Any(known => known.ServiceType == typeof(CommandHost)))
        {
            return;
        }

        var command = services.FirstOrDefault(known => known.ServiceType == typeof(HostCommand))?.ImplementationInstance as HostCommand
            ?? HostCommand.Parse(Environment.GetCommandLineArgs().AsSpan(1));
        if (command is null || services.LastOrDefault(known => known.ServiceType == typeof(IHost))?.ImplementationFactory is not { } create)
        {
            return;
        }

        services.AddSingleton(provider => new CommandHost(provider, command, Console.Out, Console.Error));
        services.AddSingleton(provider => IsWanted(provider) ? provider.GetRequiredService<CommandHost>() : (IHost)create(provider));
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await output.WriteAsync(Answer());
            await output.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message);
            Environment.ExitCode = 1;
        }

        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    // The host owns the services, as the one does whose place it takes.
    public void Dispose() => (services as IDisposable)?.Dispose();

    public ValueTask DisposeAsync()
    {
        if (services is IAsyncDisposable disposable)
        {
            return disposable.DisposeAsync();
        }

        Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsWanted(IServiceProvider provider) =>
        provider.GetServices<ServiceRegistration>().All(registration => ServicePlan.OptionsOf(provider, registration).Commands);

    private string Answer() => command.Name == HostCommand.AsyncApi ? WriteAsyncApi() : RecordContracts();

    private string WriteAsyncApi()
    {
        var names = command.Argument is { } named ? [named] : services.GetServices<ServiceRegistration>().Select(registration => registration.Name).ToArray();
        var documents = Array.ConvertAll(names, services.DescribeAsyncApi);
        return command.IsMarkdown ? string.Join('\n', documents.Select(AsyncApiPage.Of))
            : documents is [var only] ? IndentedJson.Write(only)
            : IndentedJson.Write(new JsonArray([.. documents]));
    }

    private string RecordContracts()
    {
        var registrations = services.GetServices<ServiceRegistration>().ToArray();
        var folder = new ContractFolder(command.Argument ?? ContractFolder.DefaultName);
        var files = folder.Write(
            [.. registrations.SelectMany(registration => ServicePlan.Record(services, registration))], Array.ConvertAll(registrations, registration => registration.Name));
        return string.Concat(files.Select(file => file + "\n"));
    }
}
