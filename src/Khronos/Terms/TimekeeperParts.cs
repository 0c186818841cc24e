using Khronos.Book;
using Khronos.Diagnostics;
using Khronos.Engine;
using Microsoft.Extensions.Logging;

namespace Khronos.Terms;

/// <summary>What a process has once, and each of its terms works with.</summary>
internal sealed record TimekeeperParts
{
    public required KhronosOptions Options { get; init; }

    /// <summary>The intervals whose events are published without being asked for.</summary>
    public required IReadOnlyList<TimeSpan> BuiltIn { get; init; }

    /// <summary>The clock that ticks go by: what it has learned of the machine's clock outlives a term.</summary>
    public required ClockWatch Clock { get; init; }

    /// <summary>Where ticks go.</summary>
    public required ITickSink Sink { get; init; }

    /// <summary>Where the events of ticks stand.</summary>
    public required EventExchanges Exchanges { get; init; }

    /// <summary>The host's time. Retries wait by it, so that a clock that runs fast for the ticks does not hurry the broker.</summary>
    public required TimeProvider Time { get; init; }

    public required Func<TickEngine, IDriver> NewDriver { get; init; }

    public required KhronosTelemetry Telemetry { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}
