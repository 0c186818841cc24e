using System.Diagnostics;
using System.Globalization;

namespace Ponos.Soak.Orders;

/// <summary>Ends the processes that were started when this one is killed itself: a shell notices within a second or so.</summary>
internal sealed class ProcessGuard : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-orders-").FullName;
    private readonly Process _watchdog;

    public ProcessGuard()
    {
        var watch = $"""
            while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done
            for id in $(ls {_folder}); do kill -9 $id; done
            rm -rf {_folder}
            """;
        _watchdog = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", watch]))!;
    }

    public void Add(int id) => File.WriteAllText(FileOf(id), "");

    public void Remove(int id) => File.Delete(FileOf(id));

    public void Dispose()
    {
        _watchdog.Kill(entireProcessTree: true);
        _watchdog.WaitForExit();
        _watchdog.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string FileOf(int id) => Path.Combine(_folder, id.ToString(CultureInfo.InvariantCulture));
}
