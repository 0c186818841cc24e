using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Contracts;
using Ponos.Diagnostics;

namespace Ponos.Hosting;

/// <summary>
/// Publishes <c>worker.errored</c> for each job that is dead, with the properties that node's Ponos gives it, where the
/// service's options say so. Told after the job is safe in its dead queue: losing the event loses no job.
/// </summary>
internal sealed class ErrorEvent(string service, bool withBody, IServiceProvider provider) : IJobObserver
{
    private const string Name = "worker.errored";

    /// <summary>The contract of the event.</summary>
    public static ContractDescriptor Contract { get; } = new ContractDescriptor<Job>(
        JobKind.Event,
        Name,
        schema: """
            {
              "type": "object",
              "required": ["originalJobPayload", "originalJobMeta", "originalWorkerName", "error"],
              "properties": {
                "originalJobPayload": { "type": "object" },
                "originalJobMeta": { "type": "object" },
                "originalWorkerName": { "type": "string" },
                "error": {
                  "type": "object",
                  "required": ["name", "message"],
                  "properties": { "name": { "type": "string" }, "message": { "type": "string" } }
                }
              }
            }
            """);

    public void OnSettled(SettledJob job)
    {
        // The handler of such an event may be dead itself: its errors must not feed on themselves.
        if (job.Outcome is not (JobOutcome.Stopped or JobOutcome.Exhausted) || job.Name == Name)
        {
            return;
        }

        var server = provider.GetRequiredKeyedService<WorkerServer>(service);
        _ = server.Work.Run(PublishAsync(server, job));
    }

    private JsonElement Describe(SettledJob job)
    {
        var body = new JsonObject
        {
            ["tid"] = job.Tid,
            // Whoever listens to the event may not be one whom the job was meant for.
            ["originalJobPayload"] = withBody ? JsonNode.Parse(job.Body.Span) : new JsonObject(),
            ["originalJobMeta"] = new JsonObject
            {
                ["messageId"] = job.MessageId,
                ["attempt"] = job.Attempt,
                ["outcome"] = job.Outcome.ToString(),
            },
            ["originalWorkerName"] = job.Queue,
            ["error"] = new JsonObject
            {
                ["name"] = job.Error?.GetType().FullName ?? "",
                ["message"] = ForeignText.MessageOf(job.Error).ToString(),
            },
        };
        using var document = JsonDocument.Parse(body.ToJsonString());
        return document.RootElement.Clone();
    }

    private async Task PublishAsync(WorkerServer server, SettledJob job)
    {
        try
        {
            await server.Publisher.PublishEventAsync(Name, Describe(job));
        }
        catch (Exception exception)
        {
            new QuietLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger<ErrorEvent>()).ErrorEventFailed(exception, job.Name);
        }
    }
}
