using System.Diagnostics;
using System.Globalization;

namespace Ponos.Tests.Support;

/// <summary>Sends signals to processes of a test's own.</summary>
internal static class Signals
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Sends one. What is to freeze has frozen when this returns: on a busy machine the process's other threads go on until the one
    /// that was told comes to run.
    /// </summary>
    public static void Send(string signal, int processId)
    {
        using var kill = Process.Start("kill", [signal, processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (signal == "-STOP" && !SpinWait.SpinUntil(() => HasStopped(processId), LongestStop))
        {
            throw new InvalidOperationException($"Process {processId} did not stop within {LongestStop.TotalSeconds} s.");
        }
    }

    private static bool HasStopped(int processId)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{processId}/task").All(thread => StateOf(thread) is 'T' or 'Z');
        }
        catch (IOException)
        {
            // It is gone, or a thread of it.
            return !Directory.Exists($"/proc/{processId}");
        }
    }

    /// <summary>As in proc(5): behind the name, which is in brackets and may have some itself.</summary>
    private static char StateOf(string thread)
    {
        var stat = File.ReadAllText(Path.Combine(thread, "stat"));
        return stat[stat.LastIndexOf(')') + 2];
    }
}
