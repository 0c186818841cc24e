using Khronos;
using Khronos.Replication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;
using Ponos.Faults.Worker;
using Ponos.Handlers;

var orders = Orders.Read();
if (orders.MinThreads is { } threads)
{
    ThreadPool.SetMinThreads(threads, threads);
}

var builder = Host.CreateApplicationBuilder(args);
if (orders.Role == Role.Khronos)
{
    builder.Services.AddKhronos(options =>
    {
        if (orders.Speed > 1)
        {
            options.TimeProvider = new FastClock(orders.Epoch, orders.Speed);
            // At this speed a pause of the machine looks like a step of the clock.
            options.ForwardStepLimit = Timeout.InfiniteTimeSpan;
        }
    });
    if (orders.Format > 1)
    {
        // A later version of Khronos: it knows something of each schedule that this one does not.
        builder.Services.AddSingleton(
            new LogFormat(orders.Format, orders.FormatNeeds, [.. Enumerable.Repeat(Later.Upgrade, orders.Format - 1)]));
    }
}
else
{
    var workshop = new Workshop(orders, new Diary(orders.File));
    builder.Services.AddPonos(orders.Service, HandlerCatalog.Empty)
        .MapTask(orders.Task, (Job job, JobContext context) => workshop.RunAsync(context));
}

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
