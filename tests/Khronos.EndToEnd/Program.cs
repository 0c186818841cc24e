using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

// A service by itself: its name is the first argument, its broker in the environment, its schedules are attributes.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPonos(args[0]);
await builder.Build().RunAsync();
