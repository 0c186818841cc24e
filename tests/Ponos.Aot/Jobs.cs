using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Ponos;

namespace Aot;

[Event("time.one-day.passed")]
public sealed record DayPassed(DateTimeOffset ScheduledAt, int Missed);

[Task("docker.images.cleanup")]
public sealed record CleanUpImages([property: StringLength(20, MinimumLength = 1)] string Dock, [property: Range(1, 100)] int Keep);

/// <summary>How the jobs are written and read, generated at compile time.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DayPassed))]
[JsonSerializable(typeof(CleanUpImages))]
internal sealed partial class JobsJson : JsonSerializerContext;

/// <summary>An event becomes a task, whose handler ends the process unless the setting <c>Keep</c> is true.</summary>
public sealed class ImageWorkers(IPublisher publisher, IConfiguration configuration, IHostApplicationLifetime lifetime)
{
    [Event("time.one-day.passed")]
    public Task OnDayPassed(DayPassed tick, CancellationToken cancellationToken)
    {
        // The benchmark of the cold start waits for this line.
        Console.WriteLine("first job handled");
        return publisher.PublishAsync(new CleanUpImages($"eu-{tick.ScheduledAt.Day}", 10), cancellationToken);
    }

    [Task("docker.images.cleanup"), Retry(MaxAttempts = 3, Delay = "10ms"), Timeout("5s"), Concurrency(2)]
    public Task CleanUp(CleanUpImages job, JobContext context)
    {
        if (context.Attempt == 1)
        {
            throw new IOException("the first attempt fails");
        }

        Environment.ExitCode = 0;
        Console.WriteLine($"{context.Name} {job} attempt {context.Attempt} tid {context.Tid}");
        if (configuration["Keep"] != "true")
        {
            lifetime.StopApplication();
        }

        return Task.CompletedTask;
    }
}
