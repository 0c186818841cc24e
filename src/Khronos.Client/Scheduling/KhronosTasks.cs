using Khronos.Scheduling;
using Ponos;
using Ponos.Contracts;
using Ponos.Handlers;

[assembly: HandlerCatalog(typeof(KhronosTasks))]

namespace Khronos.Scheduling;

/// <summary>
/// What every service of a project that references this package may ask of Khronos. The source generator puts it into the
/// project's <c>AddPonos("service")</c>; where a catalog is put together by hand, merge it.
/// </summary>
public static class KhronosTasks
{
    private static readonly ContractDescriptor[] Contracts =
    [
        Task<PutSchedule>(PutSchedule.TaskName),
        Task<DeleteSchedule>(DeleteSchedule.TaskName),
        Task<PauseSchedule>(PauseSchedule.TaskName),
        Task<ResumeSchedule>(ResumeSchedule.TaskName),
        Task<TriggerSchedule>(TriggerSchedule.TaskName),
        Task<BackfillSchedule>(BackfillSchedule.TaskName),
        Task<ConfirmClock>(ConfirmClock.TaskName),
    ];

    /// <summary>The contracts of Khronos' tasks.</summary>
    /// <returns>A catalog without handlers.</returns>
    public static HandlerCatalog Create() => new([], Contracts);

    private static ContractDescriptor<TTask> Task<TTask>(string name) =>
        new(JobKind.Task, name, PutSchedule.KhronosService) { IsOffered = true };
}
