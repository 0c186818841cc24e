using Ponos;

namespace Khronos.Schedules;

/// <summary>A task about a schedule asks for what cannot be done, in a way that its schema does not say: it is invalid.</summary>
internal sealed class ScheduleRefusedException(IReadOnlyList<string> reasons) : BrokenContractException(string.Join(' ', reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}
