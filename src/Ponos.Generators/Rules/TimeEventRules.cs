using Microsoft.CodeAnalysis;
using Ponos.Generators.Reading;

namespace Ponos.Generators.Rules;

/// <summary>
/// What can be said of <c>[Event("time.….passed")]</c>: whether such a tick ever comes. Khronos publishes five of them
/// unasked, and each interval under one name.
/// </summary>
internal static class TimeEventRules
{
    private const string Prefix = "time.";
    private const string Suffix = ".passed";

    private static readonly string[] Unasked = ["five-minutes", "thirty-minutes", "one-hour", "four-hours", "one-day"];

    public static void Check(IReadOnlyList<HandlerReading> handlers, Findings findings)
    {
        var asked = new HashSet<string>(
            handlers.Where(handler => handler.IsSchedule).Select(handler => handler.Name), StringComparer.Ordinal);
        foreach (var handler in handlers.Where(handler => !asked.Contains(handler.Name)))
        {
            Check(handler.Name, handler.Method.ToHandlerName(), handler.Location, findings);
        }
    }

    private static void Check(string name, string handler, Location? location, Findings findings)
    {
        if (name.Length <= Prefix.Length + Suffix.Length
            || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || !name.EndsWith(Suffix, StringComparison.Ordinal)
            || !IntervalGrammar.TryRead(name.Substring(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), out var interval))
        {
            // A schedule's own name, of which somebody else may know.
            return;
        }

        if (!IntervalGrammar.HasName(interval))
        {
            Report($"{IntervalGrammar.Rule} has an event", "listen to one of those");
            return;
        }

        var canonical = IntervalGrammar.NameOf(interval);
        if (name != Prefix + canonical + Suffix)
        {
            Report(
                $"the event of this interval is '{Prefix}{canonical}{Suffix}'",
                $"write that, or [Every(\"{canonical}\")] of Khronos.Client");
        }
        else if (Array.IndexOf(Unasked, canonical) < 0)
        {
            Report(
                "Khronos publishes it only where a service asks for it, and a listener does not",
                $"write [Every(\"{canonical}\")] of Khronos.Client, which asks and listens");
        }

        void Report(string why, string remedy) => findings.Add(DiagnosticRules.TickThatNobodyAsksFor, location, name, handler, why, remedy);
    }
}
