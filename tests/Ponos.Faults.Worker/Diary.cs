using System.Globalization;
using System.Text;

namespace Ponos.Faults.Worker;

/// <summary>Which jobs began and ended, a line each. A line that was written outlives the process.</summary>
internal sealed class Diary(string path)
{
    private readonly Lock _gate = new();

    public void Write(string what, string id, int attempt)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what} {id} {attempt}\n"));
        lock (_gate)
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(line);
        }
    }
}
