using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;
using StackExchange.Redis;

// Broker and Redis come from the environment, as in an application.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<IConnectionMultiplexer>(
    _ => ConnectionMultiplexer.Connect(builder.Configuration.GetSection("ConnectionStrings")["Redis"]!));
builder.Services.AddPonos("mailer").UseRedis();
var host = builder.Build();
var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
lifetime.ApplicationStarted.Register(() => Console.WriteLine("ready"));

// Whoever started this process holds its input open; when that one is gone, so is this one.
_ = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is not null)
    {
        // Nothing is said.
    }

    Environment.Exit(3);
});
await host.RunAsync();
