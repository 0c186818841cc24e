using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests.Support;

/// <summary>A connection whose channels keep what is written until the test says what the broker does with it.</summary>
internal sealed class FakePublishingConnection : IPublishingChannels
{
    private readonly Lock _gate = new();
    private readonly List<FakePublishingChannel> _channels = [];
    private TaskCompletionSource _opens = Opened();

    public IReadOnlyList<FakePublishingChannel> Channels
    {
        get
        {
            lock (_gate)
            {
                return [.. _channels];
            }
        }
    }

    public IReadOnlyList<FakePublishingChannel> Open => [.. Channels.Where(channel => channel.IsOpen)];

    public bool IsLost { get; private set; }

    /// <summary>Asked for and not yet opened.</summary>
    public int Opening { get; private set; }

    public async Task<IPublishingChannel> OpenAsync(IPublishingListener listener, CancellationToken cancellationToken)
    {
        Task opens;
        lock (_gate)
        {
            Opening++;
            opens = _opens.Task;
        }

        await opens.WaitAsync(cancellationToken);
        lock (_gate)
        {
            Opening--;
            var channel = new FakePublishingChannel(listener);
            _channels.Add(channel);
            if (IsLost)
            {
                // As the client's does, whenever it hears of it.
                channel.End(ChannelEnd.Lost("the connection was lost"));
            }

            return channel;
        }
    }

    public void Sever(string reason) => Lose();

    /// <summary>From now on opening a channel takes until <see cref="LetOpen"/>.</summary>
    public void HoldOpening()
    {
        lock (_gate)
        {
            if (_opens.Task.IsCompleted)
            {
                _opens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void LetOpen()
    {
        lock (_gate)
        {
            _opens.TrySetResult();
        }
    }

    public void Lose()
    {
        lock (_gate)
        {
            IsLost = true;
        }

        foreach (var channel in Channels)
        {
            channel.End(ChannelEnd.Lost("the connection was lost"));
        }

        LetOpen();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened.SetResult();
        return opened;
    }
}

/// <summary>One of its channels.</summary>
internal sealed class FakePublishingChannel(IPublishingListener listener) : IPublishingChannel
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, (string Id, string RoutingKey)> _unanswered = [];
    private TaskCompletionSource _writes = Looked();
    private bool _encodes = true;
    private TaskCompletionSource _looked = Looked();
    private ulong _last;

    public IChannel Client => throw new NotSupportedException();

    public bool IsOpen { get; private set; } = true;

    /// <summary>Whether the one who writes waits for the broker's look.</summary>
    public bool IsAsked => !_looked.Task.IsCompleted;

    public IReadOnlyList<string> Unanswered
    {
        get
        {
            lock (_gate)
            {
                return [.. _unanswered.Values.Select(each => each.Id)];
            }
        }
    }

    /// <summary>The most that was unanswered at a time.</summary>
    public int Most { get; private set; }

    public ValueTask WriteAsync(UnconfirmedPublish publish)
    {
        lock (_gate)
        {
            if (!IsOpen)
            {
                return ValueTask.FromException(new IOException("closed"));
            }

            if (!_encodes)
            {
                _encodes = true;
                throw new ArgumentException("cannot be encoded");
            }

            _unanswered.Add(++_last, (publish.MessageId ?? "", publish.RoutingKey));
            Most = Math.Max(Most, _unanswered.Count);
            return new ValueTask(_writes.Task);
        }
    }

    public async Task AskAsync()
    {
        await _looked.Task;
        if (!IsOpen)
        {
            throw new IOException("closed");
        }
    }

    public Task CloseAsync()
    {
        End(new ChannelEnd(0, "closed", WithConnection: false));
        return Task.CompletedTask;
    }

    /// <summary>From now on the broker looks at nothing until <see cref="Look"/>.</summary>
    public void HoldLooking() => _looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Look() => _looked.TrySetResult();

    /// <summary>From now on what is written takes until <see cref="LetWrite"/>.</summary>
    public void HoldWriting()
    {
        lock (_gate)
        {
            if (_writes.Task.IsCompleted && IsOpen)
            {
                _writes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void LetWrite() => _writes.TrySetResult();

    /// <summary>The next publish is one that the client cannot encode.</summary>
    public void RefuseToEncode()
    {
        lock (_gate)
        {
            _encodes = false;
        }
    }

    /// <summary>The broker hands one back, which it will answer.</summary>
    /// <returns>Its message id; none where nothing is unanswered.</returns>
    public string? Return(int place)
    {
        (string Id, string RoutingKey) back;
        lock (_gate)
        {
            if (!IsOpen || _unanswered.Count == 0)
            {
                return null;
            }

            back = _unanswered.Values.ElementAt(place % _unanswered.Count);
        }

        listener.Returned(back.Id, back.RoutingKey);
        return back.Id;
    }

    /// <summary>The broker answers one, or all up to it.</summary>
    /// <returns>The message ids.</returns>
    public IReadOnlyList<string> Answer(int place, bool multiple, bool taken)
    {
        ulong sequence;
        var ids = new List<string>();
        lock (_gate)
        {
            if (!IsOpen || _unanswered.Count == 0)
            {
                return ids;
            }

            sequence = _unanswered.Keys.ElementAt(place % _unanswered.Count);
            foreach (var number in _unanswered.Keys.Where(number => multiple ? number <= sequence : number == sequence).ToArray())
            {
                ids.Add(_unanswered[number].Id);
                _unanswered.Remove(number);
            }
        }

        listener.Answered(sequence, multiple, taken);
        return ids;
    }

    public void End(ChannelEnd end)
    {
        lock (_gate)
        {
            if (!IsOpen)
            {
                return;
            }

            IsOpen = false;
        }

        listener.Ended(end);
        _looked.TrySetResult();
        _writes.TrySetResult();
    }

    private static TaskCompletionSource Looked()
    {
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        looked.SetResult();
        return looked;
    }
}
