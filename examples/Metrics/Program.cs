using Examples.Metrics;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMachineMetrics();
await builder.Build().RunAsync();
