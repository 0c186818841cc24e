using Examples.Metrics;
using Microsoft.Extensions.Hosting;
using Ponos;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMachineMetrics();
return await builder.Build().RunPonosAsync(args);
