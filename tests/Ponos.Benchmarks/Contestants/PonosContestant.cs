using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos.Benchmarks.Jobs;
using Ponos.Contracts;
using Ponos.Handlers;
using Ponos.Journal;

namespace Ponos.Benchmarks.Contestants;

/// <summary>
/// Ours: hosts as applications build them, handlers found at compile time, every job checked against its contract. Nothing logs.
/// </summary>
internal sealed class PonosContestant(string broker, JournalLevel journal = JournalLevel.Off) : IContestant
{
    /// <summary>A service that publishes and handles nothing.</summary>
    private static readonly HandlerCatalog ContractOnly = new([], [new ContractDescriptor<ImageJob>(JobKind.Task, ImageJob.Name)]);

    public async Task<IJobSender> OpenSenderAsync(QueueType queues)
    {
        var builder = NewBuilder();
        builder.Services.AddPonos(ServiceOf(queues), ContractOnly, options => Configure(options, queues, concurrency: 1));
        return await StartAsync(builder);
    }

    public async Task<IAsyncDisposable> ConsumeAsync(Order order, JobTally tally) => await OpenBothAsync(order, tally);

    public async Task<IJobSender> OpenBothAsync(Order order, JobTally tally)
    {
        var builder = NewBuilder();
        builder.Services.AddSingleton(tally);
        builder.Services.AddPonos(ServiceOf(order.Queues), options => Configure(options, order.Queues, order.Concurrency));
        return await StartAsync(builder);
    }

    public string QueueOf(QueueType queues) => $"{ServiceOf(queues)}.{ImageJob.Name}";

    private static string ServiceOf(QueueType queues) => queues == QueueType.Quorum ? "quorum" : "classic";

    private void Configure(PonosOptions options, QueueType queues, int concurrency)
    {
        options.QueueType = queues;
        options.Concurrency = concurrency;
        options.Journal = journal;
        // At once, as the hand-written program does.
        options.Retry.Delay = TimeSpan.Zero;
        options.Json.TypeInfoResolver = ImageJson.Default;
    }

    private static async Task<IJobSender> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync();
        return new Sender(host);
    }

    private HostApplicationBuilder NewBuilder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:RabbitMq", (string?)broker)]);
        return builder;
    }

    private sealed class Sender(IHost host) : IJobSender
    {
        private readonly IPublisher _publisher = host.Services.GetRequiredService<IPublisher>();

        public Task SendAsync(ImageJob job) => _publisher.PublishAsync(job);

        public ValueTask FlushAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
