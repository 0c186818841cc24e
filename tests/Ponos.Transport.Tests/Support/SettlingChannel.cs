using System.Reflection;
using Ponos.Transport.RabbitMq;
using RabbitMQ.Client;

namespace Ponos.Transport.Tests.Support;

/// <summary>The client's channel as a settler sees it: takes acknowledgements, some of them late, and shows them.</summary>
internal class SettlingChannel : DispatchProxy
{
    private readonly Lock _gate = new();
    private readonly List<SettleFrame> _frames = [];
    private int _writing;
    private int _calls;

    /// <summary>Called with each frame while it is written.</summary>
    public Action<SettleFrame> Written { get; set; } = _ => { };

    /// <summary>Whether two were ever written at a time: they arrive out of order then, and cost the channel.</summary>
    public bool Overlapped { get; private set; }

    public IReadOnlyList<SettleFrame> Frames
    {
        get
        {
            lock (_gate)
            {
                return [.. _frames];
            }
        }
    }

    public static (IChannel Channel, SettlingChannel Behind) Create()
    {
        var channel = Create<IChannel, SettlingChannel>();
        return (channel, (SettlingChannel)(object)channel);
    }

#pragma warning disable CA2012 // It is boxed, and returned as what the interface's method returns.
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IChannel.BasicAckAsync) => WriteAsync(new SettleFrame((ulong)args![0]!, (bool)args[1]!, Requeue: false)),
        nameof(IChannel.BasicNackAsync) => WriteAsync(new SettleFrame((ulong)args![0]!, (bool)args[1]!, (bool)args[2]!)),
        _ => throw new NotSupportedException(targetMethod.Name),
    };
#pragma warning restore CA2012

    private ValueTask WriteAsync(SettleFrame frame)
    {
        Overlapped |= Interlocked.Increment(ref _writing) > 1;
        lock (_gate)
        {
            _frames.Add(frame);
            Written(frame);
        }

        return Interlocked.Increment(ref _calls) % 3 == 0 ? LateAsync() : Done();
    }

    private ValueTask Done()
    {
        Interlocked.Decrement(ref _writing);
        return ValueTask.CompletedTask;
    }

    private async ValueTask LateAsync()
    {
        await Task.Yield();
        Interlocked.Decrement(ref _writing);
    }
}
