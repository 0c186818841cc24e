using Microsoft.Extensions.DependencyInjection;

namespace Ponos.Hosting;

/// <summary>
/// The publisher that an application is given: inside a handler the one of the handler's service, elsewhere the one of
/// the host's only service.
/// </summary>
internal sealed class HostPublisher(IServiceProvider provider, IEnumerable<ServiceRegistration> services) : IPublisher
{
    private readonly ServiceRegistration[] _services = [.. services];

    public Task PublishAsync<TJob>(TJob job, CancellationToken cancellationToken = default)
        where TJob : notnull => Current().PublishAsync(job, cancellationToken);

    public Task PublishAsync<TJob>(TJob job, PublishOptions options, CancellationToken cancellationToken = default)
        where TJob : notnull => Current().PublishAsync(job, options, cancellationToken);

    public Task PublishTaskAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Current().PublishTaskAsync(name, job, options, cancellationToken);

    public Task PublishEventAsync(string name, object job, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        Current().PublishEventAsync(name, job, options, cancellationToken);

    public IReadOnlyList<ContractViolation> Validate<TJob>(TJob job)
        where TJob : notnull => Current().Validate(job);

    public IReadOnlyList<ContractViolation> Validate(JobKind kind, string name, object job) => Current().Validate(kind, name, job);

    private IPublisher Current()
    {
        // A handler's flow can reach another host of the same process, as in tests: its service is not ours then.
        var running = JobContext.Current?.Service;
        var service = Array.Exists(_services, known => known.Name == running) ? running
            : _services.Length == 1 ? _services[0].Name
            : null;
        return service is not null
            ? provider.GetRequiredKeyedService<IPublisher>(service)
            : throw new InvalidOperationException(
                $"This host has {_services.Length} services ({string.Join(", ", _services.Select(registration => registration.Name))}), " +
                "and no handler is running that would say which one publishes. " +
                "Take the publisher of one: [FromKeyedServices(\"service\")] IPublisher.");
    }
}
