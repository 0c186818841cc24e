using System.Text.RegularExpressions;
using Ponos.Faults.Tests.Support;

namespace Khronos.Replicas.Tests.Support;

/// <summary>Khronos processes on one broker, of which one leads.</summary>
internal sealed partial class ReplicaSet(string uri, params (string Name, string Value)[] orders) : IAsyncDisposable
{
    private readonly List<WorkerProcess> _all = [];
    private readonly List<WorkerProcess> _alive = [];

    public IReadOnlyList<WorkerProcess> Alive => _alive;

    /// <summary>The process that leads, as far as the processes say.</summary>
    public WorkerProcess? Leader => _alive.Where(one => EpochOf(one) is not null).MaxBy(one => EpochOf(one));

    public string Output => string.Join("\n----\n", _all.TakeLast(3).Select(one => one.Output));

    public WorkerProcess Start(params (string Name, string Value)[] more)
    {
        var process = WorkerProcess.Start(uri, [("FAULTS_ROLE", "Khronos"), ("Khronos__Events", "none"), .. orders, .. more]);
        _all.Add(process);
        _alive.Add(process);
        return process;
    }

    public async Task<WorkerProcess> LeaderAsync()
    {
        await Wait.UntilAsync(() => Leader is not null, () => $"nobody leads: {Output}");
        return Leader!;
    }

    /// <summary>Waits until somebody leads and somebody else stands by.</summary>
    public Task CompleteAsync() => Wait.UntilAsync(
        () => Leader is { } leader && _alive.Any(one => one != leader && IsStandingBy(one)),
        () => $"nobody leads, or nobody stands by: {Output}");

    public async Task KillAsync(WorkerProcess process)
    {
        _ = _alive.Remove(process);
        await process.KillAsync();
        _ = await process.WhenExitedAsync();
    }

    public async Task KillAllAsync()
    {
        foreach (var process in _alive.ToArray())
        {
            await KillAsync(process);
        }
    }

    /// <summary>Asks a process to stop, and waits until it has.</summary>
    public async Task TerminateAsync(WorkerProcess process)
    {
        _ = _alive.Remove(process);
        await process.TerminateAsync();
        _ = await process.WhenExitedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }
    }

    public static long? EpochOf(WorkerProcess process)
    {
        var output = process.Output;
        var last = Led().Matches(output).LastOrDefault();
        return last is null || output.IndexOf("does not lead any more", last.Index, StringComparison.Ordinal) > 0
            ? null
            : long.Parse(last.Groups[1].Value);
    }

    public static bool IsStandingBy(WorkerProcess process)
    {
        var output = process.Output;
        return output.LastIndexOf("stands by for the lease", StringComparison.Ordinal) > Math.Max(
            output.LastIndexOf("Khronos leads", StringComparison.Ordinal),
            output.LastIndexOf("cannot be waited for", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"Khronos leads, epoch (\d+)")]
    private static partial Regex Led();
}
