using System.Globalization;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Khronos.Replication;

/// <summary>
/// The stream of schedules as its writer has it: what it writes counts when it has read it back, in its place among what
/// others wrote. Writes over the channel that holds the lease, so that no lease means no writing.
/// </summary>
internal sealed class ScheduleStream : IAsyncBasicConsumer
{
    private const ushort Prefetch = 256;
    private const int AckEvery = 64;
    private static readonly TimeSpan AckAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Arrivals<bool> _arrivals = new("The stream of schedules cannot be read");
    private readonly ReplicationSettings _settings;
    private readonly LiveConnection _live;
    private readonly ReplicaMessages _messages;
    private readonly IChannel _channel;
    private readonly ScheduleLog _log;
    private readonly long _from;
    private readonly TimeProvider _time;
    private int _unacked;
    private long _heardAt;
    private int _unconfirmed;

    private ScheduleStream(
        ReplicationSettings settings,
        LiveConnection live,
        ReplicaMessages messages,
        IChannel channel,
        ScheduleLog log,
        long from,
        TimeProvider time)
    {
        _settings = settings;
        _live = live;
        _messages = messages;
        _channel = channel;
        _log = log;
        _from = from;
        _time = time;
        _heardAt = time.GetTimestamp();
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            live.NoticeShutdown(reason);
            _arrivals.End(LiveConnection.Describe(reason));
            return Task.CompletedTask;
        };
        messages.Ended.Then(_arrivals.End);
    }

    /// <summary>Completes when the stream can no longer be read, with the reason.</summary>
    public Task<string> Ended => _arrivals.Ended;

    /// <summary>
    /// How long nothing was read, though all that was written is there to read: what is not confirmed waits for the
    /// stream, and not for the reading.
    /// </summary>
    public TimeSpan Silence => Volatile.Read(ref _unconfirmed) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Interlocked.Read(ref _heardAt));

    IChannel? IAsyncBasicConsumer.Channel => _channel;

    /// <param name="live">The connection.</param>
    /// <param name="settings">The stream's name.</param>
    /// <param name="messages">The channel that holds the lease.</param>
    /// <param name="log">Takes in what is read. Looked at only through <see cref="Look{T}"/> from here on.</param>
    /// <param name="from">The first offset that counts; none for the beginning, as far as it is still there.</param>
    /// <param name="time">Measures silence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ScheduleStream> ReadAsync(
        LiveConnection live,
        ReplicationSettings settings,
        ReplicaMessages messages,
        ScheduleLog log,
        long? from,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        var stream = new ScheduleStream(settings, live, messages, channel, log, from ?? 0, time);
        await live.WithinDeadlineAsync(channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken), cancellationToken);
        var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = from is { } offset ? offset : "first" };
        _ = await live.WithinDeadlineAsync(
            channel.BasicConsumeAsync(
                settings.Stream, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, arguments, stream, cancellationToken),
            cancellationToken);
        return stream;
    }

    /// <summary>Whether a stream cannot be read because the node that one is connected to has no replica of it that runs.</summary>
    public static bool HasNoReplicaHere(Exception exception) =>
        exception is OperationInterruptedException { ShutdownReason.ReplyText: { } text }
        && text.Contains("replica on the local node", StringComparison.Ordinal);

    /// <summary>Looks into the log while nothing is being read into it.</summary>
    public T Look<T>(Func<ScheduleLog, T> look)
    {
        lock (_lock)
        {
            return look(_log);
        }
    }

    /// <summary>Whether more is known of the stream by this reading than by another: by the latest leader, and how far it came.</summary>
    public bool IsFurtherThan(ScheduleStream other)
    {
        var its = other.Look(log => (log.Epoch, log.Through ?? -1));
        return Look(log => (log.Epoch, log.Through ?? -1)).CompareTo(its) > 0;
    }

    /// <summary>Writes records and reads them back.</summary>
    /// <returns>Whether all of them count; <see langword="false"/> when another leader's beginning came before one.</returns>
    /// <exception cref="IOException">The channel is gone, or the stream does not answer: whether they were written is unknown.</exception>
    public async Task<bool> AppendAsync(params IReadOnlyList<LogRecord> records)
    {
        var all = true;
        // More at a time would only wait at the broker.
        foreach (var some in records.Chunk(100))
        {
            var read = Task.WhenAll(some.Select(record => _arrivals.PublishAsync(record.Id, () => PublishAsync(record))));
            try
            {
                all &= (await read.WaitAsync(_settings.TokenDeadline, _time)).All(counts => counts);
            }
            catch (TimeoutException)
            {
                throw new IOException(
                    $"What was written to {_settings.Stream} was not confirmed and read back "
                    + $"within {_settings.TokenDeadline.TotalSeconds:0} s.");
            }
        }

        return all;
    }

    public async Task CloseAsync()
    {
        _arrivals.End("closed");
        await _live.CloseAsync(_channel);
    }

    public async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        var now = _time.GetTimestamp();
        // One by one where they come seldom: what is not acked for consumer_timeout ends the channel.
        var isDue = ++_unacked == AckEvery || _time.GetElapsedTime(Interlocked.Exchange(ref _heardAt, now), now) > AckAfter;
        // A chunk is handed out whole, also what lies before the offset.
        if (OffsetOf(properties) is var offset && offset >= _from)
        {
            Take(LogRecord.Read(body.Span), offset, body.Length);
        }

        if (isDue)
        {
            _unacked = 0;
            try
            {
                await _channel.BasicAckAsync(deliveryTag, multiple: true, _live.LostToken);
            }
            catch (Exception exception)
            {
                _arrivals.End(ConnectFailure.Describe(exception));
            }
        }
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _arrivals.End($"the broker ended the reading of {_settings.Stream}, as it does when the stream is deleted");
        return Task.CompletedTask;
    }

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    private static long OffsetOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("x-stream-offset", out var value) == true
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;

    private void Take(LogRecord? record, long offset, int size)
    {
        // What somebody else wrote into the stream is nothing of ours.
        if (record is null)
        {
            return;
        }

        lock (_lock)
        {
            _ = _arrivals.Arrive(record.Id, _log.Apply(record, offset, size));
        }
    }

    private async Task PublishAsync(LogRecord record)
    {
        _ = Interlocked.Increment(ref _unconfirmed);
        try
        {
            await _messages.PublishAsync(_settings.Stream, "khronos.schedules." + record.Kind, record.Id, record.ToBytes());
        }
        finally
        {
            _ = Interlocked.Exchange(ref _heardAt, _time.GetTimestamp());
            _ = Interlocked.Decrement(ref _unconfirmed);
        }
    }
}
