using Khronos.Diagnostics;
using Khronos.Engine;
using Microsoft.Extensions.Logging;
using Ponos;

namespace Khronos.Tasks;

/// <summary>Takes an operator's word about the clock.</summary>
internal sealed class ClockWorker(ClockWatch clock, ILogger<ClockWorker> log)
{
    public Task ConfirmAsync(ConfirmClock task, JobContext context)
    {
        // Reading first: a jump that nobody has read yet is confirmed as well.
        _ = clock.Read();
        var step = clock.RefusedStep is { } refused ? $", {refused} ahead" : "";
        clock.Confirm();
        log.ClockConfirmed(context.PublishedBy ?? "somebody", task.Reason is { Length: > 0 } reason ? $"{step}: {reason}" : step);
        return Task.CompletedTask;
    }
}
