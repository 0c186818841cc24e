using Ponos;

namespace Khronos.Schedules;

/// <summary>A task about a schedule asks for what cannot be done; it can never succeed.</summary>
internal sealed class ScheduleRefusedException(IReadOnlyList<string> reasons) : WorkerStopException(string.Join(' ', reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}
