using Khronos.Engine;
using Khronos.State;

namespace Khronos.Terms;

/// <summary>Lets ticks through while the lease is proven: looked at before each, since a process may be frozen anywhere.</summary>
internal sealed class TermSink(ITickSink sink, ITerm term) : ITickSink
{
    public ValueTask PublishAsync(Tick tick, CancellationToken cancellationToken) =>
        term.IsHeld ? sink.PublishAsync(tick, cancellationToken) : throw new StandingByException("the lease is not proven");
}
