using Images;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPonos("images");
var host = builder.Build();
await host.StartAsync();

// So that there is something to do.
var publisher = host.Services.GetRequiredService<IPublisher>();
await publisher.PublishAsync(new DiskRanLow("eu-1"));
await host.WaitForShutdownAsync();
