using Examples.Health;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHealth();
await builder.Build().RunAsync();
