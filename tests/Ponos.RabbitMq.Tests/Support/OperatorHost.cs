using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Control;

namespace Ponos.RabbitMq.Tests.Support;

/// <summary>A host that has an operator and no service, as the dashboard's or the command's.</summary>
internal sealed class OperatorHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OperatorHost(IHost host) => _host = host;

    public IOperator Operator => _host.Services.GetRequiredService<IOperator>();

    public static OperatorHost Start(string uri)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:RabbitMq", uri)]);
        builder.Services.AddPonosOperator();
        return new OperatorHost(builder.Build());
    }

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();
}
