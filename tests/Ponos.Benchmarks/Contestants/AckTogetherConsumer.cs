using System.Text.Json;
using Ponos.Benchmarks.Jobs;
using RabbitMQ.Client;

namespace Ponos.Benchmarks.Contestants;

/// <summary>Acknowledges up to the last message before which all are done: every fifty, and what is left every few milliseconds.</summary>
internal sealed class AckTogetherConsumer : AsyncDefaultBasicConsumer, IDisposable
{
    private const int Batch = 50;
    private const int Ring = 1024;

    private readonly JobTally _tally;
    private readonly Lock _gate = new();
    private readonly bool[] _done = new bool[Ring];
    private readonly Timer _timer;
    private ulong _upTo;
    private ulong _sent;
    private bool _sending;

    public AckTogetherConsumer(IChannel channel, JobTally tally)
        : base(channel)
    {
        _tally = tally;
        _timer = new Timer(_ => Begin(atLeast: 1), null, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        var job = JsonSerializer.Deserialize(body.Span, ImageJson.Default.ImageJob)!;
        await _tally.HandleAsync(job, isFirst: true);
        lock (_gate)
        {
            _done[deliveryTag % Ring] = true;
            while (_done[(_upTo + 1) % Ring])
            {
                _done[++_upTo % Ring] = false;
            }
        }

        Begin(Batch);
    }

    public override async Task HandleChannelShutdownAsync(object channel, RabbitMQ.Client.Events.ShutdownEventArgs reason)
    {
        await _timer.DisposeAsync();
        await base.HandleChannelShutdownAsync(channel, reason);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>One sender at a time: acknowledgements that overtake each other close the channel.</summary>
    private void Begin(ulong atLeast)
    {
        lock (_gate)
        {
            if (_sending || _upTo - _sent < atLeast || !Channel.IsOpen)
            {
                return;
            }

            _sending = true;
        }

        _ = SendAsync();
    }

    private async Task SendAsync()
    {
        while (TryTake(out var tag))
        {
            try
            {
                await Channel.BasicAckAsync(tag, multiple: true);
            }
            catch (RabbitMQ.Client.Exceptions.AlreadyClosedException)
            {
                // The sample is over.
                return;
            }
        }
    }

    private bool TryTake(out ulong tag)
    {
        lock (_gate)
        {
            tag = _upTo;
            _sending = tag > _sent;
            _sent = tag;
            return _sending;
        }
    }
}
