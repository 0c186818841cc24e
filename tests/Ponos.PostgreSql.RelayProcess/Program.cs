using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;
using Ponos.Handlers;

// A relay and nothing else, for tests that kill it. RELAY_SERVICE, RELAY_DATABASE and the broker's address come from the environment.
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPonos(builder.Configuration["RELAY_SERVICE"]!, HandlerCatalog.Empty)
    .UsePostgreSqlOutbox(options =>
    {
        options.ConnectionString = builder.Configuration["RELAY_DATABASE"];
        options.PollInterval = TimeSpan.FromMilliseconds(200);
        options.BatchSize = 64;
    });

var host = builder.Build();
host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Console.WriteLine("ready"));

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
