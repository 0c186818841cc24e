// Uses up the free quota of Newtonsoft.Json.Schema and prints what becomes of the jobs, one line for each thing seen.
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Newtonsoft.Json.Linq;
using Ponos;
using Ponos.Handlers;
using Ponos.Testing;

var handled = 0;
await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos("quota", HandlerCatalog.Empty)
    .UseNewtonsoft(options => options.AllowFreeQuota = true)
    .MapTask(
        "quota.use",
        (JObject job) =>
        {
            Interlocked.Increment(ref handled);
            return Task.CompletedTask;
        },
        schema: """{"type":"object","required":["n"]}"""));

for (var n = 0; n < 1100; n++)
{
    await ponos.SendForeignAsync("quota", "quota.use", Encoding.UTF8.GetBytes($$"""{"n":{{n}}}"""));
}

await ponos.AdvanceAsync(TimeSpan.FromMinutes(10));
var health = await ponos.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
Console.WriteLine($"handled {handled}");
foreach (var outcome in ponos.Settled.GroupBy(job => job.Outcome).OrderBy(outcome => outcome.Key))
{
    Console.WriteLine($"{outcome.Key} {outcome.Count()}");
}

Console.WriteLine($"health {health.Status}");
try
{
    await ponos.PublishTaskAsync("quota.use", new JObject { ["n"] = 1 });
}
catch (PublishException exception)
{
    Console.WriteLine($"publish {exception.GetType().Name}: {exception.Message}");
}
