using System.Globalization;
using System.Text;
using Images;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Interop.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Interop.Tests;

/// <summary>The programs of docs/getting-started.md that publish without any Ponos: what they send is handled.</summary>
internal sealed class WireTests
{
    private const int Bound = 240_000;
    private const string Task = "docker.images.cleanup";

    private readonly string _service = $"w{Guid.NewGuid():N}"[..9];

    [Test, CancelAfter(Bound)]
    public async Task NodeProgram_PlainAmqp_IsHandled(CancellationToken cancellationToken)
    {
        var (node, broker) = (await RabbitNode.GetNodeAsync(), await RabbitNode.GetAsync());
        await using var hosts = new ServiceHosts(broker.Uri);
        var images = await StartAsync(hosts);

        using var program = node.Start(broker, "wire.js", _service);

        await program.LinesAsync("published", 1, cancellationToken);
        Assert.That(Text(await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken)), Does.Contain("us-1"));
    }

    [Test, CancelAfter(Bound)]
    public async Task PythonProgram_PlainAmqp_IsHandled(CancellationToken cancellationToken)
    {
        var broker = await RabbitNode.GetAsync();
        await using var hosts = new ServiceHosts(broker.Uri);
        var images = await StartAsync(hosts);

        var run = await PythonProgram.RunAsync(
            "wire.py",
            [_service],
            cancellationToken,
            ("RABBITMQ_HOSTNAME", "127.0.0.1"),
            ("RABBITMQ_PORT", broker.Port.ToString(CultureInfo.InvariantCulture)));

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(Text(await images.Jobs.SettledAsync(Task, JobOutcome.Succeeded, cancellationToken)), Does.Contain("eu-1"));
    }

    private Task<RunningService> StartAsync(ServiceHosts hosts) =>
        hosts.StartAsync(services => services.AddSingleton(new Seen()).AddPonos(_service), _service);

    private static string Text(SettledJob job) => Encoding.UTF8.GetString(job.Body.Span);
}
