using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Handlers;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>What every log line of a handler carries.</summary>
internal sealed class LogScopeTests
{
    [Test, CancelAfter(30_000)]
    public async Task Log_OfAHandler_CarriesItsJobsIds(CancellationToken cancellationToken)
    {
        using var log = new ScopeLog();
        await using var host = await MeasuredHost.StartAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            services.AddPonos("mailer", HandlerCatalog.Empty).MapTask("mail.send", (Job _, JobContext context) =>
            {
                context.Services.GetRequiredService<ILogger<LogScopeTests>>().LogWarning("sent");
                return Task.CompletedTask;
            });
        });
        await host.Publisher.PublishTaskAsync(
            "mail.send", new { }, new PublishOptions { MessageId = "id-1", Tid = "tid-1" }, cancellationToken);
        await host.Jobs.SettledAsync("mail.send", JobOutcome.Succeeded, cancellationToken);

        var scope = log.Scopes.Single();
        Assert.That(scope["MessageId"], Is.EqualTo("id-1"));
        Assert.That(scope["Tid"], Is.EqualTo("tid-1"));
        Assert.That(scope["Attempt"], Is.EqualTo(1));
        Assert.That(scope["Queue"], Is.EqualTo("mailer.mail.send"));
    }

    /// <summary>Keeps the scopes around the handler's line.</summary>
    private sealed class ScopeLog : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public ConcurrentQueue<Dictionary<string, object?>> Scopes { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) != "sent")
            {
                return;
            }

            var all = new Dictionary<string, object?>();
            _scopes?.ForEachScope(
                static (scope, all) =>
                {
                    foreach (var (key, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        all[key] = value;
                    }
                },
                all);
            Scopes.Enqueue(all);
        }

        public void Dispose()
        {
            // What was kept is read afterwards.
        }
    }
}
