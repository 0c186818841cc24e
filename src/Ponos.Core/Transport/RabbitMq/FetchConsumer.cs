using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ponos.Transport.RabbitMq;

/// <summary>A consumer that takes some jobs, as many as its prefetch, and is then cancelled.</summary>
internal sealed class FetchConsumer(IChannel channel, AckSettler settler, BodyPool bodies, string queue, string? userName, int most)
    : IAsyncBasicConsumer
{
    /// <summary>Others may have taken what was there.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<RabbitDelivery> _fetched = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IChannel? Channel => channel;

    /// <summary>Completes when nothing comes after it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What came, in order. After <see cref="Ended"/>.</summary>
    public IReadOnlyList<RabbitDelivery> Fetched => _fetched;

    /// <summary>Waits until all came, or nothing has come for a while.</summary>
    public async Task WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        for (var before = -1; !_all.Task.IsCompleted && before != Count();)
        {
            before = Count();
            await _all.Task.WaitAsync(LongestSilence, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        var delivery = RabbitDelivery.Read(
            settler, bodies, queue, deliveryTag, redelivered, exchange, routingKey, properties, body.Span, userName);
        lock (_gate)
        {
            _fetched.Add(delivery);
            if (_fetched.Count == most)
            {
                _all.TrySetResult();
            }
        }

        return Task.CompletedTask;
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => End();

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) => End();

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => End();

    private int Count()
    {
        lock (_gate)
        {
            return _fetched.Count;
        }
    }

    private Task End()
    {
        _all.TrySetResult();
        _ended.TrySetResult();
        return Task.CompletedTask;
    }
}
