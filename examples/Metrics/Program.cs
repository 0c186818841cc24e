using Examples.Metrics;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMetrics();
await builder.Build().RunAsync();
