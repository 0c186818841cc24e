using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Khronos.Replication;

/// <summary>
/// The queue of the lease over one channel, as one of its consumers: the broker hands what is in it to one of them at a
/// time. What it was handed it holds until something better is there, and the channel's end puts back.
/// </summary>
internal sealed class LeaseQueue : IAsyncBasicConsumer
{
    private const ushort Prefetch = 50;

    /// <summary>How many tokens are held until it is known whether there was such a leader.</summary>
    private const int MaxDoubtful = 20;

    private readonly Lock _lock = new();
    private readonly ReplicationSettings _settings;
    private readonly LiveConnection _live;
    private readonly ReplicaMessages _messages;
    private readonly Standbys _standbys;
    private readonly KnownEpoch _known;
    private readonly TimeProvider _time;
    private readonly Arrivals<LeaseToken> _arrivals = new("The lease is gone");
    private readonly List<ulong> _superseded = [];
    private readonly List<(ulong Tag, LeaseToken Token)> _doubtful = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (ulong Tag, LeaseToken Token)? _held;
    private bool _isJudged;

    private LeaseQueue(
        ReplicationSettings settings, LiveConnection live, ReplicaMessages messages, Standbys standbys, KnownEpoch known, TimeProvider time)
    {
        _settings = settings;
        _live = live;
        _messages = messages;
        _standbys = standbys;
        _known = known;
        _time = time;
        messages.Ended.Then(_arrivals.End);
    }

    /// <summary>Completes when something was handed to this consumer: it is the active one.</summary>
    public Task First => _first.Task;

    /// <summary>Completes when the lease can no longer be had or held here, with the reason.</summary>
    public Task<string> Ended => _arrivals.Ended;

    /// <summary>The best token that is held.</summary>
    public LeaseToken? Held
    {
        get
        {
            lock (_lock)
            {
                return _held?.Token;
            }
        }
    }

    /// <summary>Whether there is a token of which only the stream can tell whether there was such a leader.</summary>
    public bool IsInDoubt
    {
        get
        {
            lock (_lock)
            {
                return _doubtful.Count > 0;
            }
        }
    }

    public ReplicaMessages Messages => _messages;

    IChannel? IAsyncBasicConsumer.Channel => _messages.Channel;

    /// <summary>Joins those who wait for the lease.</summary>
    public static async Task<LeaseQueue> JoinAsync(
        LiveConnection live,
        ReplicationSettings settings,
        Standbys standbys,
        KnownEpoch known,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var queue = new LeaseQueue(settings, live, await ReplicaMessages.OpenAsync(live, cancellationToken), standbys, known, time);
        try
        {
            var channel = queue._messages.Channel;
            await live.WithinDeadlineAsync(channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken), cancellationToken);
            _ = await live.WithinDeadlineAsync(
                channel.BasicConsumeAsync(
                    settings.LeaseQueue,
                    autoAck: false,
                    consumerTag: "",
                    noLocal: false,
                    exclusive: false,
                    arguments: null,
                    queue,
                    cancellationToken),
                cancellationToken);
            return queue;
        }
        catch
        {
            await queue.LeaveAsync();
            throw;
        }
    }

    public Task PublishAsync(LeaseToken token) =>
        _messages.PublishAsync(_settings.LeaseQueue, "khronos.lease.token", token.Id, token.ToBytes());

    /// <summary>
    /// Publishes a token, and acks the ones before it when it is confirmed and at hand. Of a crash in between two tokens
    /// are left, of which the next leader takes the better one.
    /// </summary>
    public async Task ReplaceAsync(LeaseToken token)
    {
        _ = await _arrivals.PublishAsync(token.Id, () => PublishAsync(token));
        ulong[] superseded;
        lock (_lock)
        {
            superseded = [.. _superseded];
            _superseded.Clear();
        }

        foreach (var tag in superseded)
        {
            await AckAsync(tag);
        }
    }

    /// <summary>Waits until all that was in the queue before is at hand: what one publishes oneself comes last.</summary>
    public Task GatherAsync(string holder)
    {
        var mark = LeaseToken.Question(holder);
        return _arrivals.PublishAsync(mark.Id, () => PublishAsync(mark));
    }

    /// <summary>Takes the tokens of earlier leaders than this one that were doubtful, and acks the others away.</summary>
    public async Task JudgeAsync(long epoch)
    {
        ulong[] done;
        lock (_lock)
        {
            _isJudged = true;
            done = [.. _doubtful.Select(doubt => doubt.Token.Epoch < epoch ? Keep(doubt.Tag, doubt.Token) : doubt.Tag).OfType<ulong>()];
            _doubtful.Clear();
        }

        foreach (var tag in done)
        {
            await AckAsync(tag);
        }
    }

    /// <summary>Gives back what is held: the next consumer has it at once.</summary>
    public async Task LeaveAsync()
    {
        _arrivals.End("left");
        await _messages.CloseAsync();
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
        _ = _first.TrySetResult();
        var token = LeaseToken.Read(body.Span);
        if (token is { IsQuestion: true })
        {
            _standbys.Hear(token);
        }

        if (Take(deliveryTag, token) is { } done)
        {
            await AckAsync(done);
        }
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _arrivals.End($"the broker ended the consumer of {_settings.LeaseQueue}, as it does when the queue is deleted");
        return Task.CompletedTask;
    }

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    /// <summary>Keeps the better one of what was held and what came.</summary>
    /// <returns>What is to be acked away now.</returns>
    private ulong? Take(ulong tag, LeaseToken? token)
    {
        lock (_lock)
        {
            if (token is null)
            {
                return tag;
            }

            // Whoever waits for it sees what comes of it below: that is within the lock, too.
            var isOurs = _arrivals.Arrive(token.Id, token);
            if (!isOurs && token.Watermark is { } watermark && !Plausible.IsWatermark(watermark, _time.GetUtcNow()))
            {
                return tag;
            }

            if (!isOurs && !Plausible.IsTokensEpoch(token.Epoch, Math.Max(_known.Value, _held?.Token.Epoch ?? 0)))
            {
                // The stream may be behind the queue: its leaders are all known only when it is read to its end.
                if (_isJudged || _doubtful.Count == MaxDoubtful)
                {
                    return tag;
                }

                _doubtful.Add((tag, token));
                return null;
            }

            var worse = Keep(tag, token);
            if (!isOurs || worse is not { } superseded || superseded == tag)
            {
                return worse;
            }

            _superseded.Add(superseded);
            return null;
        }
    }

    /// <summary>Holds the better of what is held and this one. Under the lock.</summary>
    /// <returns>The worse of the two.</returns>
    private ulong? Keep(ulong tag, LeaseToken token)
    {
        var held = _held;
        if (held is { } before && token.CompareTo(before.Token) <= 0)
        {
            return tag;
        }

        _held = (tag, token);
        return held?.Tag;
    }

    private async Task AckAsync(ulong tag)
    {
        try
        {
            await _messages.Channel.BasicAckAsync(tag, multiple: false, _live.LostToken);
        }
        catch (Exception exception)
        {
            // The channel's end says the same; the token comes again.
            _arrivals.End(ConnectFailure.Describe(exception));
        }
    }
}
