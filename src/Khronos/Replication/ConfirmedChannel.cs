using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Khronos.Replication;

/// <summary>
/// A channel that publishes to queues, each message confirmed. It ends with its connection, and with whatever is wrong on it.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and whoever still waits on it must be able to.
internal sealed class ConfirmedChannel
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<ulong, (string Id, TaskCompletionSource Answer)> _unconfirmed = [];
    private readonly HashSet<string> _returned = [];
    private readonly LiveConnection _live;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _last;

    private ConfirmedChannel(LiveConnection live, IChannel channel)
    {
        _live = live;
        Channel = channel;
        channel.BasicAcksAsync += (_, ack) => OnAnswerAsync(ack.DeliveryTag, ack.Multiple, isTaken: true);
        channel.BasicNacksAsync += (_, nack) => OnAnswerAsync(nack.DeliveryTag, nack.Multiple, isTaken: false);
        channel.BasicReturnAsync += (_, returned) => OnReturnAsync(returned.BasicProperties.MessageId);
        channel.ChannelShutdownAsync += (_, reason) => OnShutdownAsync(reason);
        live.LostToken.UnsafeRegister(_ => End("the connection was lost"), null);
        if (channel.CloseReason is { } closed)
        {
            End(LiveConnection.Describe(closed));
        }
    }

    public IChannel Channel { get; }

    /// <summary>Completes when the channel is gone, with the reason.</summary>
    public Task<string> Ended => _ended.Task;

    private string Reason => _ended.Task.IsCompleted ? _ended.Task.Result : "";

    public static async Task<ConfirmedChannel> OpenAsync(LiveConnection live, CancellationToken cancellationToken) =>
        new(live, await live.OpenConfirmingChannelAsync(cancellationToken));

    /// <summary>Publishes and awaits the confirm, as long as the channel stands: a broker without a majority takes its time.</summary>
    /// <exception cref="IOException">The channel is gone, or the broker did not take the message.</exception>
    public async Task PublishAsync(string queue, string type, string id, ReadOnlyMemory<byte> body)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Not cancelled from outside: a write that was cut short would upset the counting.
        await _writing.WaitAsync(CancellationToken.None);
        try
        {
            lock (_lock)
            {
                ThrowIfEnded();
                _unconfirmed.Add(++_last, (id, answer));
            }

            var properties = new BasicProperties
            {
                DeliveryMode = DeliveryModes.Persistent,
                ContentType = "application/json",
                Type = type,
                MessageId = id,
                AppId = "khronos",
            };
            await Channel.BasicPublishAsync("", queue, mandatory: true, properties, body, _live.LostToken);
        }
        catch (Exception exception)
        {
            End(ConnectFailure.Describe(exception));
            // On a channel that had ended before, it is not among what the end answers.
            answer.TrySetException(exception);
        }
        finally
        {
            _writing.Release();
        }

        await answer.Task;
    }

    public Task CloseAsync()
    {
        End("closed");
        return _live.CloseAsync(Channel);
    }

    private void ThrowIfEnded()
    {
        if (_ended.Task.IsCompleted)
        {
            throw new IOException($"The channel is gone: {Reason}.");
        }
    }

    private Task OnReturnAsync(string? id)
    {
        lock (_lock)
        {
            _ = _returned.Add(id ?? "");
        }

        return Task.CompletedTask;
    }

    private Task OnAnswerAsync(ulong tag, bool multiple, bool isTaken)
    {
        lock (_lock)
        {
            foreach (var sequence in multiple ? _unconfirmed.Keys.Where(one => one <= tag).ToArray() : [tag])
            {
                if (_unconfirmed.Remove(sequence, out var one))
                {
                    Answer(one.Answer, _returned.Remove(one.Id) ? "its queue is gone" : isTaken ? null : "the broker refused it");
                }
            }
        }

        return Task.CompletedTask;
    }

    private static void Answer(TaskCompletionSource answer, string? refusal)
    {
        if (refusal is null)
        {
            answer.TrySetResult();
        }
        else
        {
            answer.TrySetException(new IOException($"The message was not taken: {refusal}."));
        }
    }

    private Task OnShutdownAsync(ShutdownEventArgs reason)
    {
        _live.NoticeShutdown(reason);
        End(LiveConnection.Describe(reason));
        return Task.CompletedTask;
    }

    private void End(string reason)
    {
        lock (_lock)
        {
            if (_ended.TrySetResult(reason))
            {
                foreach (var (_, answer) in _unconfirmed.Values)
                {
                    answer.TrySetException(
                        new IOException($"The channel is gone: {reason}. Whether the broker took the message is unknown."));
                    _ = answer.Task.Exception;
                }

                _unconfirmed.Clear();
            }
        }
    }
}
