using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>Reads a stream over a channel of its own: what was in it when the reading began, and what came for a moment after.</summary>
internal sealed class RabbitStreamReader : IAsyncBasicConsumer
{
    private const ushort Prefetch = 200;
    private const string Offset = "x-stream-offset";

    /// <summary>A stream that says nothing for so long has nothing.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The count that RabbitMQ 3.10 tells of a stream is up to five seconds old: what is known to be in it is read, and then as long as
    /// more comes at once. (Reading from its last chunk on, while it is written to, ends the connection there with a 541.)
    /// </summary>
    private static readonly TimeSpan SilenceAtTheEnd = TimeSpan.FromMilliseconds(250);

    /// <summary>A stream that is written to all the time never falls silent.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMilliseconds(600);

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
        LiveConnection live,
        TimeProvider time,
        string stream,
        DateTimeOffset? from,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await LastAsync(live, time, stream, cancellationToken) is not { } last)
        {
            yield break;
        }

        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var reader = await BeginAsync(
                live,
                channel,
                stream,
                from is { } at ? new AmqpTimestamp(Math.Max(0, at.ToUnixTimeSeconds())) : "first",
                cancellationToken);
            long? known = null;
            while (await reader.NextAsync(live, time, known is null ? LongestSilence : SilenceAtTheEnd, cancellationToken) is { } read)
            {
                yield return read.Message;
                known ??= read.Offset >= last ? time.GetTimestamp() : null;
                if (known is { } since && time.GetElapsedTime(since) > LongestEnd)
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
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        DateTimeOffset? at = properties.IsTimestampPresent() && properties.Timestamp.UnixTime is >= 0 and < 253_402_300_800 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
        await _read.Writer.WriteAsync(
            (deliveryTag, OffsetOf(properties), new StreamMessage(body.ToArray(), at, HeadersOf(properties))), CancellationToken.None);
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
    /// The offset of the last message that the broker counts, -1 where it counts none;
    /// <see langword="null"/> where there is no stream.
    /// </summary>
    private static async Task<long?> LastAsync(LiveConnection live, TimeProvider time, string stream, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            var found = await live.WithinDeadlineAsync(channel.QueueDeclarePassiveAsync(stream, cancellationToken), cancellationToken);
            if (found.MessageCount == 0)
            {
                return -1;
            }

            // The broker tells how many there are, and the first one where they begin.
            var reader = await BeginAsync(live, channel, stream, "first", cancellationToken);
            return await reader.NextAsync(live, time, LongestSilence, cancellationToken) is { } first
                ? first.Offset + found.MessageCount - 1
                : -1;
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

    private static async Task<RabbitStreamReader> BeginAsync(
        LiveConnection live, IChannel channel, string stream, object offset, CancellationToken cancellationToken)
    {
        var reader = new RabbitStreamReader(channel);
        await live.WithinDeadlineAsync(channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken), cancellationToken);
        try
        {
            _ = await live.WithinDeadlineAsync(
                channel.BasicConsumeAsync(
                    stream,
                    autoAck: false,
                    consumerTag: "",
                    noLocal: false,
                    exclusive: false,
                    new Dictionary<string, object?> { [Offset] = offset },
                    reader,
                    cancellationToken),
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
        properties.Headers?.TryGetValue(Offset, out var value) == true && value is IConvertible number
            ? number.ToInt64(CultureInfo.InvariantCulture)
            : -1;

    private static BrokerUnavailableException Interrupted(string stream, Exception exception) =>
        new(
            "",
            $"Reading the stream '{stream}' was interrupted: {ConnectFailure.Describe(exception)}.",
            mayHaveBeenTaken: false,
            exception);

    private async Task<(long Offset, StreamMessage Message)?> NextAsync(
        LiveConnection live, TimeProvider time, TimeSpan longestSilence, CancellationToken cancellationToken)
    {
        try
        {
            if (!_read.Reader.TryRead(out var read))
            {
                if (!await _read.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(longestSilence, time, cancellationToken)
                    || !_read.Reader.TryRead(out read))
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
