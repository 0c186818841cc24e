using Ponos.Control;

namespace Ponos.Tool.Services;

/// <summary>What keeps a process from working, in sentences.</summary>
internal static class Troubles
{
    public static IEnumerable<string> Of(ProcessReport process) => process.Faults
        .Select(fault => fault.Key.Length == 0 ? fault.Value : $"{fault.Key}: {fault.Value}")
        .Concat(process.Handlers.SelectMany(Of));

    public static IEnumerable<string> Of(HandlerReport handler) => handler.Pauses
        .Select(pause => $"{handler.JobName} is paused: {pause.Reason}")
        .Concat(handler.Trouble is { } trouble ? [$"{handler.JobName}: {trouble}"] : []);
}
