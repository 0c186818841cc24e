using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Khronos.Naming;

namespace Khronos.Scheduling;

/// <summary>
/// The name of a schedule that was given none: the service and the handler, in words. The same on every start and on
/// every machine, and another one for another service.
/// </summary>
internal static class HandlerScheduleName
{
    private const int MaxLength = 80;
    private const int HashLength = 8;

    public static ScheduleName Of(string service, string handlerName)
    {
        var text = new StringBuilder();
        Append(text, service);
        Append(text.Append('-'), handlerName);
        var words = text.ToString();
        // What is cut, and what would read as an interval, which belongs to everyone, is told apart by a hash of the whole.
        if (words.Length > MaxLength || !ScheduleName.TryParse(words, out var name) || name.Duration is not null)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{service} {handlerName}")))[..HashLength];
            var kept = words[..Math.Min(words.Length, MaxLength - HashLength - "s--".Length)];
            _ = ScheduleName.TryParse($"s-{kept}-{hash}", out name);
        }

        return name!;
    }

    /// <summary>Lower-case words with hyphens between them: <c>ImageWorkers.PruneAll</c> is <c>image-workers-prune-all</c>.</summary>
    private static void Append(StringBuilder text, string name)
    {
        var previous = '.';
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && (char.IsAsciiLetterLower(previous) || char.IsAsciiDigit(previous)))
            {
                text.Append('-');
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                text.Append(char.ToLowerInvariant(c));
            }
            else if (c is '.' or '-' or '_')
            {
                text.Append('-');
            }
            else
            {
                // C# has letters that a name has not.
                text.Append(CultureInfo.InvariantCulture, $"x{(int)c:x4}");
            }

            previous = c;
        }
    }
}
