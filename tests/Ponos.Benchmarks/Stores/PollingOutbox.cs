using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Stores;

/// <summary>
/// An outbox as many write it by hand: it looks once a second, reads the first hundred messages and locks them, publishes them all
/// with confirms, deletes them, and looks again at once where there were a hundred. The order of its messages is anybody's guess.
/// </summary>
internal sealed class PollingOutbox : IAsyncDisposable
{
    private const int Batch = 100;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Task _looking;

    private PollingOutbox(RunningStore store, string queue, IConnection connection, IChannel channel)
    {
        (_connection, _channel) = (connection, channel);
        _looking = Task.Run(() => LookAsync(store, queue));
    }

    public static async Task<PollingOutbox> StartAsync(RunningStore store, StoreGround ground)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(ground.Broker.Uri) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return new PollingOutbox(store, ground.Queue, connection, channel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task LookAsync(RunningStore store, string queue)
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await SendAsync(store, queue) < Batch)
            {
                await Task.Delay(Between, _stop.Token);
            }
        }
    }

    private async Task<int> SendAsync(RunningStore store, string queue)
    {
        await using var scope = store.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlainStoreDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var messages = await db.Outgoing
            .FromSql($"SELECT id, body FROM outgoing ORDER BY id LIMIT {Batch} FOR UPDATE SKIP LOCKED")
            .AsNoTracking()
            .ToListAsync();
        await Task.WhenAll(messages.Select(message => _channel.BasicPublishAsync(
            "",
            queue,
            mandatory: true,
            new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = "application/json", MessageId = $"{message.Id}" },
            message.Body).AsTask()));
        var ids = messages.Select(message => message.Id).ToArray();
        await db.Outgoing.Where(message => ids.Contains(message.Id)).ExecuteDeleteAsync();
        await transaction.CommitAsync();
        return messages.Count;
    }
}
