using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Settles one channel's deliveries. Finished ones at the head of the chain go with one 'multiple' acknowledgement; it
/// never reaches past one that is unfinished. Finished ones behind an unfinished one wait a round for it and then go one
/// by one, so that a slow job does not hold the prefetch of others. One sender at a time: acknowledgements sent from two
/// places arrive out of order and cost the channel (406).
/// </summary>
internal sealed class AckSettler : IDisposable
{
    // Rarer than this a finished job is alone: acknowledge it at once. More often, gather.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly IChannel _channel;
    private readonly CancellationToken _lost;
    private readonly TimeProvider _time;
    private readonly TimeSpan _window;
    private readonly int _longestBatch;
    private readonly TimeSpan _callDeadline;
    private readonly ITimer _timer;
    private readonly DeliveryChain _chain = new();
    private readonly List<SettleFrame> _frames = [];
    private long _flushedAt;
    private bool _timerSet;
    private bool _sending;
    private Wanted _wanted;
    private volatile bool _closed;
    private TaskCompletionSource? _idle;

    public AckSettler(IChannel channel, RabbitTransportOptions options, int prefetch, CancellationToken lost)
    {
        _lost = lost;
        _channel = channel;
        _time = options.TimeProvider;
        _window = options.AckWindow;
        _longestBatch = options.AckBatch;
        _callDeadline = options.CallDeadline;
        Prefetch = prefetch;
        _timer = _time.CreateTimer(
            static settler => ((AckSettler)settler!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Wanted
    {
        Nothing,

        /// <summary>What is at the head, and what has waited behind it for a round.</summary>
        Ripe,

        /// <summary>Everything finished.</summary>
        All,
    }

    /// <summary>Whether the channel is gone, and what it handed out with it.</summary>
    public bool IsClosed => _closed || !_channel.IsOpen;

    /// <summary>How many unsettled deliveries the broker hands out.</summary>
    public int Prefetch { get; set; }

    /// <summary>Half the prefetch at most: waiting acknowledgements must not starve the broker's sending.</summary>
    private int Batch => Math.Clamp(Prefetch / 2, 1, _longestBatch);

    /// <summary>How many deliveries the broker holds to be in hand.</summary>
    public int Unsettled
    {
        get
        {
            lock (_gate)
            {
                return _chain.Open + _chain.Finished;
            }
        }
    }

    /// <summary>Takes a delivery into the chain. Tags come in order.</summary>
    public void Add(RabbitDelivery delivery)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _chain.Add(delivery);
        }
    }

    public void Settle(RabbitDelivery delivery, Settling settling, bool immediate)
    {
        lock (_gate)
        {
            if (_closed)
            {
                // The channel is gone: the broker hands the job out again.
                return;
            }

            _chain.Finish(delivery, settling);
            var wanted = immediate ? Wanted.All
                : _chain.Finished >= Batch || (_chain.Open == 0 && _time.GetElapsedTime(_flushedAt) > Gathering) ? Wanted.Ripe
                : Wanted.Nothing;
            if (wanted == Wanted.Nothing)
            {
                SetTimer();
                return;
            }

            if (!TryBecomeSender(wanted))
            {
                return;
            }
        }

        Send();
    }

    /// <summary>Sends what is finished and completes when it has been written.</summary>
    public Task FlushAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (_closed || (_chain.Finished == 0 && !_sending))
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
            if (!TryBecomeSender(Wanted.All))
            {
                return idle;
            }
        }

        Send();
        return idle;
    }

    /// <summary>Waits until the broker has read all that was settled before; false when the channel is gone.</summary>
    public async Task<bool> IsReadAsync(CancellationToken cancellationToken)
    {
        await FlushAsync().WaitAsync(cancellationToken);
        try
        {
            // Any question will do that changes nothing: a channel's frames are read in their order.
            await AskAsync(Prefetch, cancellationToken).WaitAsync(_callDeadline, _time, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        return !IsClosed;
    }

    /// <summary>Says how many deliveries the channel's next consumer is handed.</summary>
    public Task AskAsync(int prefetch, CancellationToken cancellationToken) =>
        _channel.BasicQosAsync(0, (ushort)Math.Min(prefetch, ushort.MaxValue), global: false, cancellationToken);

    /// <summary>The channel is gone: settling does nothing from here on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _chain.Clear();
            _idle?.TrySetResult();
        }

        _timer.Dispose();
    }

    public void Dispose() => Close();

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerSet = false;
            _chain.NextRound();
            if (_closed || _chain.Finished == 0 || !TryBecomeSender(Wanted.Ripe))
            {
                return;
            }
        }

        Send();
    }

    /// <summary>Under the lock.</summary>
    private bool TryBecomeSender(Wanted wanted)
    {
        if (wanted > _wanted)
        {
            _wanted = wanted;
        }

        if (_sending)
        {
            return false;
        }

        return _sending = true;
    }

    /// <summary>Under the lock.</summary>
    private void SetTimer()
    {
        if (!_timerSet)
        {
            _timerSet = true;
            _timer.Change(_window, Timeout.InfiniteTimeSpan);
        }
    }

    private void Send()
    {
        while (TryCollect())
        {
            for (var i = 0; i < _frames.Count; i++)
            {
                var writing = WriteAsync(_frames[i]);
                if (!writing.IsCompletedSuccessfully)
                {
                    _ = FinishAsync(writing, i + 1);
                    return;
                }
            }
        }
    }

    private async Task FinishAsync(ValueTask writing, int next)
    {
        try
        {
            await writing;
            for (var i = next; i < _frames.Count; i++)
            {
                await WriteAsync(_frames[i]);
            }
        }
        catch (Exception)
        {
            // The channel is going down; its receiver starts another, and the broker hands these jobs out again.
            Close();
        }

        Send();
    }

    private ValueTask WriteAsync(SettleFrame frame)
    {
        try
        {
            return frame.Requeue
                ? _channel.BasicNackAsync(frame.Tag, multiple: false, requeue: true, _lost)
                : _channel.BasicAckAsync(frame.Tag, frame.Multiple, _lost);
        }
        catch (Exception exception)
        {
            // The client throws at once where the channel is closed already: out of the timer that would end the process.
            return ValueTask.FromException(exception);
        }
    }

    /// <summary>Takes what is to be sent now out of the chain; the sender retires when that is nothing.</summary>
    private bool TryCollect()
    {
        lock (_gate)
        {
            _frames.Clear();
            var wanted = _wanted;
            _wanted = Wanted.Nothing;
            if (_closed || wanted == Wanted.Nothing)
            {
                return Retire();
            }

            _chain.Collect(wanted == Wanted.All || _chain.Finished >= Batch, _frames);
            _flushedAt = _time.GetTimestamp();
            if (_chain.Finished > 0)
            {
                SetTimer();
            }

            return _frames.Count > 0 || Retire();
        }
    }

    private bool Retire()
    {
        _sending = false;
        _idle?.TrySetResult();
        _idle = null;
        return false;
    }
}
