using Aot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

// Compiled ahead of time by Ponos.Aot.Tests: ends with 0 when its job ran, and with 1 when it did not within a minute.
Environment.ExitCode = 1;
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPonos("aot", options => options.Json.TypeInfoResolver = JobsJson.Default);
using var host = builder.Build();
await host.StartAsync();
var publisher = host.Services.GetRequiredService<IPublisher>();

// "Keep" is for the benchmark of the start, which waits for the first job alone and ends the process itself.
var keep = builder.Configuration["Keep"] == "true";
if (!keep)
{
    // What breaks its contract is refused here too: the generated schema has the records' annotations.
    try
    {
        await publisher.PublishAsync(new CleanUpImages("", 1000));
        return 2;
    }
    catch (InvalidJobException exception) when (exception.Violations.Count == 2)
    {
        Console.WriteLine(exception.Message);
    }
}

await publisher.PublishAsync(new DayPassed(TimeProvider.System.GetUtcNow(), 0));
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(keep ? 60 : 1));
await host.WaitForShutdownAsync(limit.Token);
return Environment.ExitCode;
