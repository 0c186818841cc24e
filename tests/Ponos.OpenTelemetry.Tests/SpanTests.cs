using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>What a span says of its job.</summary>
internal sealed class SpanTests
{
    private const int Bound = 30_000;

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatIsDone_HasItsIdsAttemptAndOutcomeUnderOneTrace(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(_ => Task.CompletedTask);
        await host.Publisher.PublishTaskAsync(
            "mail.send", new { number = 1 }, new PublishOptions { MessageId = "id-1", Tid = "tid-1" }, cancellationToken);

        var process = await host.SpanAsync("process mail.send", cancellationToken);
        var send = await host.SpanAsync("send mail.send", cancellationToken);

        Assert.That(process.TraceId, Is.EqualTo(send.TraceId));
        Assert.That(process.ParentSpanId, Is.EqualTo(send.SpanId));
        Assert.That(Tag(send, PonosDiagnostics.Tags.MessageId), Is.EqualTo("id-1"));
        Assert.That(Tag(send, PonosDiagnostics.Tags.Tid), Is.EqualTo("tid-1"));
        Assert.That(send.Status, Is.EqualTo(ActivityStatusCode.Unset));
        Assert.That(Tag(process, PonosDiagnostics.Tags.MessageId), Is.EqualTo("id-1"));
        Assert.That(Tag(process, PonosDiagnostics.Tags.Tid), Is.EqualTo("tid-1"));
        Assert.That(Tag(process, PonosDiagnostics.Tags.Attempt), Is.EqualTo(1));
        Assert.That(Tag(process, PonosDiagnostics.Tags.Outcome), Is.EqualTo("Succeeded"));
        Assert.That(Tag(process, PonosDiagnostics.Tags.System), Is.EqualTo("rabbitmq"));
        Assert.That(process.Status, Is.EqualTo(ActivityStatusCode.Unset));
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_WithLinkTraces_BeginsATraceThatLinksToItsPublishers(CancellationToken cancellationToken)
    {
        await using var host = await MeasuredHost.StartAsync(
            services => services.AddPonos("mailer", HandlerCatalog.Empty)
                .MapTask("mail.send", (Job _, JobContext context) =>
                    context.Services.GetRequiredService<IPublisher>()
                        .PublishTaskAsync("mail.sent", new { }, cancellationToken: cancellationToken))
                .MapTask("mail.sent", (Job _) => Task.CompletedTask),
            settings: ("Ponos:LinkTraces", "true"));
        await host.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken: cancellationToken);

        var send = await host.SpanAsync("send mail.send", cancellationToken);
        var process = await host.SpanAsync("process mail.send", cancellationToken);
        var next = await host.SpanAsync("send mail.sent", cancellationToken);

        Assert.That(process.TraceId, Is.Not.EqualTo(send.TraceId));
        Assert.That(process.ParentSpanId, Is.EqualTo(default(ActivitySpanId)));
        Assert.That(process.Links.Select(link => link.Context.SpanId), Is.EqualTo(new[] { send.SpanId }));
        Assert.That(
            (next.TraceId, next.ParentSpanId),
            Is.EqualTo((process.TraceId, process.SpanId)),
            "What a handler publishes belongs to its own.");
    }

    [Test, CancelAfter(Bound)]
    public async Task Job_ThatFailedTwice_SaysOnWhichAttemptAndWithWhat(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(_ => throw new IOException("the mailbox is full"));
        await host.Publisher.PublishTaskAsync("mail.send", new { number = 1 }, cancellationToken);

        var process = await host.SpanAsync("process mail.send", cancellationToken);

        Assert.That(Tag(process, PonosDiagnostics.Tags.Attempt), Is.EqualTo(2));
        Assert.That(Tag(process, PonosDiagnostics.Tags.Outcome), Is.EqualTo("Exhausted"));
        Assert.That(Tag(process, PonosDiagnostics.Tags.ErrorType), Does.Contain("IOException"));
        Assert.That(process.Status, Is.EqualTo(ActivityStatusCode.Error));
    }

    [Test, CancelAfter(Bound)]
    public async Task Send_ThatTheBrokerRefuses_IsAnErrorWithItsType(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(_ => Task.CompletedTask);
        await Assert.ThrowsAsync<UnroutableTaskException>(
            async () => await host.Publisher.PublishTaskAsync("mail.file", new { number = 1 }, cancellationToken));

        var send = await host.SpanAsync("send mail.file", cancellationToken);

        Assert.That(send.Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(send.StatusDescription, Does.Contain("mail.file"));
        Assert.That(Tag(send, PonosDiagnostics.Tags.ErrorType), Does.Contain("UnroutableTaskException"));
        Assert.That(Tag(send, PonosDiagnostics.Tags.MessageId), Is.Not.Null);
    }

    private static object? Tag(Activity span, string name) => span.GetTagItem(name);

    private static Task<MeasuredHost> StartAsync(Func<Job, Task> handle) => MeasuredHost.StartAsync(services => services
        .AddPonos(
            "mailer", HandlerCatalog.Empty, options => (options.Retry.MaxAttempts, options.Retry.Delay) = (2, TimeSpan.FromMilliseconds(1)))
        .DeclareTask("mail.file", service: "archive")
        .MapTask("mail.send", handle));
}
