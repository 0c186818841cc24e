using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>Reads a stream over a channel of its own, up to what was in it when the reading began.</summary>
internal sealed class RabbitStreamReader : IAsyncBasicConsumer
{
    private const ushort Prefetch = 200;
    private const string Offset = "x-stream-offset";

    /// <summary>A stream that says nothing for so long has nothing.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    /// <summary>What was written together comes together.</summary>
    private static readonly TimeSpan SilenceInAChunk = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestChunk = TimeSpan.FromMilliseconds(600);

    private readonly Channel<(ulong Tag, long Offset, StreamMessage Message)> _read =
        Channel.CreateUnbounded<(ulong, long, StreamMessage)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly IChannel _channel;

    private RabbitStreamReader(IChannel channel)
    {
        _channel = channel;
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            _read.Writer.TryComplete(new OperationInterruptedException(reason));
            return Task.CompletedTask;
        };
    }

    IChannel? IAsyncBasicConsumer.Channel => _channel;

    /// <summary>Reads from a time on, or all. Nothing where there is no such stream.</summary>
    /// <exception cref="BrokerUnavailableException">The reading was interrupted.</exception>
    public static async IAsyncEnumerable<StreamMessage> ReadAsync(
        LiveConnection live, TimeProvider time, string stream, DateTimeOffset? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await LastAsync(live, time, stream, cancellationToken) is not { } last)
        {
            yield break;
        }

        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var reader = await BeginAsync(live, channel, stream, from is { } at ? new AmqpTimestamp(Math.Max(0, at.ToUnixTimeSeconds())) : "first", cancellationToken);
            while (await reader.NextAsync(live, time, LongestSilence, cancellationToken) is { } read)
            {
                yield return read.Message;
                if (read.Offset >= last)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    public async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        DateTimeOffset? at = properties.IsTimestampPresent() && properties.Timestamp.UnixTime is >= 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
        await _read.Writer.WriteAsync((deliveryTag, OffsetOf(properties), new StreamMessage(body.ToArray(), at, HeadersOf(properties))), CancellationToken.None);
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _read.Writer.TryComplete();
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    /// <summary>
    /// The offset of the last message, or of one that came later; none where there is no stream, or nothing in it. It is read from
    /// the last chunk: the count that RabbitMQ 3.10 tells of a stream is up to five seconds old.
    /// </summary>
    private static async Task<long?> LastAsync(LiveConnection live, TimeProvider time, string stream, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            _ = await live.WithinDeadlineAsync(channel.QueueDeclarePassiveAsync(stream, cancellationToken), cancellationToken);
            var reader = await BeginAsync(live, channel, stream, "last", cancellationToken);
            long? last = (await reader.NextAsync(live, time, LongestSilence, cancellationToken))?.Offset;
            var since = time.GetTimestamp();
            // A stream that is written to all the time never falls silent.
            while (last is not null && time.GetElapsedTime(since) < LongestChunk && await reader.NextAsync(live, time, SilenceInAChunk, cancellationToken) is { } next)
            {
                last = next.Offset;
            }

            return last;
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsNotFound(refused.ShutdownReason))
        {
            return null;
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }

    private static async Task<RabbitStreamReader> BeginAsync(LiveConnection live, IChannel channel, string stream, object offset, CancellationToken cancellationToken)
    {
        var reader = new RabbitStreamReader(channel);
        await live.WithinDeadlineAsync(channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken), cancellationToken);
        try
        {
            _ = await live.WithinDeadlineAsync(
                channel.BasicConsumeAsync(stream, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, new Dictionary<string, object?> { [Offset] = offset }, reader, cancellationToken),
                cancellationToken);
        }
        catch (OperationInterruptedException exception)
        {
            throw Interrupted(stream, exception);
        }

        return reader;
    }

    private static IReadOnlyDictionary<string, object?>? HeadersOf(IReadOnlyBasicProperties properties) =>
        properties.Headers as IReadOnlyDictionary<string, object?>;

    private static long OffsetOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(Offset, out var value) == true && value is IConvertible number ? number.ToInt64(CultureInfo.InvariantCulture) : -1;

    private static BrokerUnavailableException Interrupted(string stream, Exception exception) =>
        new("", $"Reading the stream '{stream}' was interrupted: {ConnectFailure.Describe(exception)}.", mayHaveBeenTaken: false, exception);

    private async Task<(long Offset, StreamMessage Message)?> NextAsync(LiveConnection live, TimeProvider time, TimeSpan longestSilence, CancellationToken cancellationToken)
    {
        try
        {
            if (!_read.Reader.TryRead(out var read))
            {
                if (!await _read.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(longestSilence, time, cancellationToken) || !_read.Reader.TryRead(out read))
                {
                    return null;
                }
            }

            if (read.Tag % (Prefetch / 4) == 0)
            {
                await _channel.BasicAckAsync(read.Tag, multiple: true, live.LostToken);
            }

            return (read.Offset, read.Message);
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Interrupted("", exception);
        }
    }
}
