using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Report;
using Ponos.Control;
using Ponos.Tests.Support;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Dashboards;

/// <summary>
/// <c>dashboards</c>: three at once on a broker with three services of two processes each and many dead jobs. How long their
/// pages take, and what they cost the services.
/// </summary>
internal sealed class DashboardsCommand(
    DashboardsOptions options, RabbitBroker broker, IReadOnlyDictionary<string, IHost> publishers, IOperator control)
{
    private const int Dashboards = 3;

    private static readonly string[] Services = ["images", "mails", "orders"];
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = DashboardsOptions.Parse(arguments);
        await using var broker = await RabbitBroker.StartAsync("dashboards");
        var processes = Services.SelectMany(service => new[] { service, service })
            .Select(service => ServiceProcess.Start(service, broker.Uri))
            .ToArray();
        var publishers = Services.ToDictionary(
            service => service, service => ServiceProcess.Build(service, broker.Uri, withHandlers: false));
        try
        {
            foreach (var process in processes)
            {
                await process.ReadyAsync();
            }

            foreach (var publisher in publishers.Values)
            {
                await publisher.StartAsync();
            }

            var operatorHost = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            operatorHost.Configuration["ConnectionStrings:RabbitMq"] = broker.Uri;
            operatorHost.Services.AddPonosOperator();
            using var host = operatorHost.Build();
            var command = new DashboardsCommand(options, broker, publishers, host.Services.GetRequiredService<IOperator>());
            var text = $"{MachineText.Of(MachineText.Today)}\n\n{await command.MeasureAsync()}";
            await Console.Out.WriteLineAsync(text);
            if (options.WritesDocs)
            {
                DocsPage.Write("dashboards", text);
            }
        }
        finally
        {
            foreach (var publisher in publishers.Values)
            {
                await publisher.StopAsync();
            }

            foreach (var process in processes)
            {
                process.Dispose();
            }
        }

        return 0;
    }

    private async Task<string> MeasureAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await FailAsync(channel);
        var dashboards = await Task.WhenAll(Enumerable.Range(0, Dashboards).Select(_ => DashboardProcess.StartAsync(broker.Uri)));
        try
        {
            var visitors = dashboards.Select(dashboard => new Visitor(dashboard.Address)).ToArray();
            await Task.WhenAll(visitors.Select(visitor => visitor.KnowsAsync($"services/{Services[0]}")));
            var pages = await PagesAsync(visitors);
            var drains = await DrainsAsync(channel, visitors);
            return $"{options.Dead:N0} dead jobs of one of three services, each in two processes; three dashboards.\n\n{pages}\n\n{drains}";
        }
        finally
        {
            foreach (var dashboard in dashboards)
            {
                dashboard.Dispose();
            }
        }
    }

    private async Task FailAsync(IChannel channel)
    {
        await PublishAsync(Services[0], ServiceProcess.Failing, options.Dead);
        while (await CountAsync(channel, $"{Services[0]}.{ServiceProcess.Failing}.dead") < options.Dead)
        {
            await Task.Delay(Look);
        }
    }

    /// <summary>Each page by all three at once, while the services do nothing else.</summary>
    private async Task<MarkdownTable> PagesAsync(Visitor[] visitors)
    {
        var table = new MarkdownTable("page, opened on three dashboards at once", "p50, ms", "slowest, ms", "the first time, ms");
        foreach (var (name, path) in Visitor.Pages)
        {
            var first = (await Task.WhenAll(visitors.Select(visitor => visitor.OpenAsync(path)))).Max();
            var times = new List<double>();
            for (var visit = 0; visit < options.Visits; visit++)
            {
                times.AddRange(await Task.WhenAll(visitors.Select(visitor => visitor.OpenAsync(path))));
            }

            table.Add(name, NumberText.Plain(new Figures(times).Median), NumberText.Plain(times.Max()), NumberText.Plain(first));
        }

        return table;
    }

    private async Task<MarkdownTable> DrainsAsync(IChannel channel, Visitor[] visitors)
    {
        (string Title, Func<Visitor, int, CancellationToken, Task> LookAsync, List<double> Ratios)[] kinds =
        [
            ("three overviews open, which keep themselves up to date", (visitor, _, leave) => visitor.WatchAsync(leave), []),
            ("and each visitor opens a page every two seconds", (visitor, first, leave) => visitor.VisitAsync(first, leave), []),
        ];
        // Compiled, and compiled better, before anything counts.
        _ = await DrainAsync(channel);
        List<double> alone = [await DrainAsync(channel)];
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (_, look, ratios) in kinds)
            {
                using var leave = new CancellationTokenSource();
                var visiting = Task.WhenAll(visitors.Select((visitor, number) => look(visitor, round + number * 3, leave.Token)));
                var own = await DrainAsync(channel);
                await leave.CancelAsync();
                await visiting;
                alone.Add(await DrainAsync(channel));
                ratios.Add(own / ((alone[^1] + alone[^2]) / 2));
            }
        }

        var table = new MarkdownTable("three services at full speed", "jobs/s, ratio", "quartiles");
        table.Add($"nobody looks, {NumberText.Plain(new Figures(alone).Median)} jobs/s", "1.00", "");
        foreach (var (title, _, ratios) in kinds)
        {
            var figures = new Figures(ratios);
            table.Add(
                title,
                NumberText.Ratio(figures.Median),
                $"{NumberText.Ratio(figures.LowerQuartile)} to {NumberText.Ratio(figures.UpperQuartile)}, {figures.Count}");
        }

        return table;
    }

    /// <summary>Fills the queues of all services while they are paused.</summary>
    /// <returns>How many jobs a second they then handle.</returns>
    private async Task<double> DrainAsync(IChannel channel)
    {
        foreach (var service in Services)
        {
            await AllAsync(() => control.PauseAsync(new HandlerAddress(service, ServiceProcess.Work), "filled first"));
            await PublishAsync(service, ServiceProcess.Work, options.Jobs);
        }

        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Services.Select(service => AllAsync(() => control.ResumeAsync(new HandlerAddress(service, ServiceProcess.Work)))));
        foreach (var service in Services)
        {
            while (await CountAsync(channel, $"{service}.{ServiceProcess.Work}") > 0)
            {
                await Task.Delay(Look);
            }
        }

        return Services.Length * options.Jobs / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Both processes of a service.</summary>
    private static async Task AllAsync(Func<Task<IReadOnlyList<OrderResult>>> order)
    {
        while ((await order()).Count(result => result.Done) < 2)
        {
            await Task.Delay(Look);
        }
    }

    private async Task PublishAsync(string service, string task, int jobs)
    {
        var publisher = publishers[service].Services.GetRequiredService<IPublisher>();
        await Parallel.ForEachAsync(Enumerable.Range(0, jobs), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (number, _) =>
            await publisher.PublishTaskAsync(
                task, new { number, dock = new string('x', number % 7) }, cancellationToken: CancellationToken.None));
    }

    private static async Task<uint> CountAsync(IChannel channel, string queue) =>
        (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
}
