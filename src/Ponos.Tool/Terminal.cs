using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace Ponos.Tool;

/// <summary>Writes answers on standard output.</summary>
internal static class Terminal
{
    /// <summary>A file or a pipe has no width; what is written there is not broken.</summary>
    public const int WidthOfNone = 10_000;

    private const int StandardOutput = 1;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions OneLine = new(Plain) { WriteIndented = false };

    /// <summary>
    /// Standard output for a command that goes on: that nobody reads it any more, as when <c>head</c> has seen enough, is an
    /// <see cref="IOException"/>. The console's own writer passes over that.
    /// </summary>
    public static TextWriter OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.Out;
        }

        var output = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file has no reader that could go, and others may write into it too.
        return output.CanSeek ? Console.Out : new StreamWriter(output, Console.Out.Encoding) { AutoFlush = true };
    }

    public static IAnsiConsole Open(TextWriter? output = null)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output ?? Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfNone;
        }

        return console;
    }

    public static void Write(Answer answer, bool isForPrograms)
    {
        if (isForPrograms)
        {
            Console.Out.WriteLine(answer.Json.ToJsonString(Plain));
        }
        else
        {
            answer.Show(Open());
        }
    }

    /// <summary>One of several answers of a command that goes on.</summary>
    public static void WriteLine(TextWriter output, JsonNode json) => output.WriteLine(json.ToJsonString(OneLine));

    /// <summary>A record as programs read it.</summary>
    public static JsonNode ToJson<T>(T value) => JsonSerializer.SerializeToNode(value, Plain)!;

    public static JsonArray ToArray<T>(IEnumerable<T> values) => [.. values.Select(value => ToJson(value))];
}
