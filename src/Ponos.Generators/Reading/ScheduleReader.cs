using Microsoft.CodeAnalysis;
using Ponos.Generators.Rules;
using Ponos.Generators.Writing;

namespace Ponos.Generators.Reading;

/// <summary>A schedule as it was read.</summary>
/// <param name="JobName">The name of its event; for one whose name depends on the service, a text that no event has.</param>
/// <param name="Code">What Khronos is asked for, as code.</param>
internal sealed record ScheduleReading(string JobName, string Code);

/// <summary>Reads <c>[Every]</c> and <c>[Cron]</c> of Khronos.Client, which is known here by its names only.</summary>
internal sealed class ScheduleReader
{
    private const string NameRule = "a lower-case letter and up to 79 lower-case letters, digits and '-' that do not read as an interval";
    private static readonly string[] CatchUps = ["Latest", "All", "Skip"];

    private readonly AttributeData _attribute;
    private readonly string _handler;
    private readonly Findings _findings;
    private readonly List<string> _settings = [];

    private ScheduleReader(AttributeData attribute, string handler, Findings findings) =>
        (_attribute, _handler, _findings) = (attribute, handler, findings);

    /// <summary>The schedule, or <see langword="null"/> when it is none.</summary>
    public static ScheduleReading? Read(AttributeData attribute, string handler, Findings findings)
    {
        if (attribute.ConstructorArguments.Length == 0
            || attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Error))
        {
            return null;
        }

        var reader = new ScheduleReader(attribute, handler, findings);
        var name = attribute.IsEvery() ? reader.ReadEvery() : reader.ReadCron();
        var code = $"new global::Khronos.PutSchedule {{ {string.Join(", ", reader._settings)} }}";
        return name is null ? null : new ScheduleReading(name, code);
    }

    private string? ReadEvery()
    {
        var interval = ReadInterval("Every", _attribute.ConstructorArguments[0].Value as string, null);
        var own = ReadName(interval);
        var hasSettings = ReadPart("Offset", interval) | ReadPart("Jitter", interval) | ReadCatchUp();
        if (interval is not { } every)
        {
            return null;
        }

        var shared = IntervalGrammar.NameOf(every);
        if (hasSettings && (own is null || own == shared))
        {
            _findings.Add(
                DiagnosticRules.BadSchedule,
                _attribute.Locate(),
                _handler,
                $"has settings, but '{shared}' is an interval that all services share as it is",
                "give the schedule a Name of its own, or take the settings away");
        }

        return EventOf(own ?? shared);
    }

    private string? ReadCron()
    {
        var expression = _attribute.ConstructorArguments[0].Value as string;
        if ((expression is null ? "it is null" : CronGrammar.Problem(expression)) is { } problem)
        {
            _findings.Add(DiagnosticRules.BadCron, _attribute.Locate(), expression ?? "null", _handler, problem, CronGrammar.Rule);
            return null;
        }

        var zone = _attribute.ConstructorArguments.Length > 1 ? _attribute.ConstructorArguments[1].Value as string : "UTC";
        if (!TimeZoneGrammar.IsIanaName(zone))
        {
            _findings.Add(DiagnosticRules.BadTimeZone, _attribute.Locate(), zone ?? "null", _handler, TimeZoneGrammar.Rule);
            return null;
        }

        Set("Cron", expression!);
        Set("TimeZone", zone!);
        ReadCatchUp();
        return ReadName(null) is { } own ? EventOf(own) : $"[Cron] of {_handler}";
    }

    /// <summary>The name of the schedule's own, if one was written. An interval's own name may be repeated.</summary>
    private string? ReadName(TimeSpan? interval)
    {
        if (_attribute.Named("Name")?.Value is not string name)
        {
            return null;
        }

        var isInterval = IntervalGrammar.TryRead(name, out var read);
        if (isInterval ? read != interval : !IsOwnName(name))
        {
            _findings.Add(
                DiagnosticRules.BadSchedule, _attribute.Locate("Name"), _handler, $"cannot have the name '{name}'", $"write {NameRule}");
            return null;
        }

        Set("Name", name);
        return isInterval ? IntervalGrammar.NameOf(read) : name;
    }

    private bool ReadPart(string property, TimeSpan? interval)
    {
        if (_attribute.Named(property)?.Value is not string text)
        {
            return false;
        }

        if (ReadInterval(property, text, property) >= interval)
        {
            _findings.Add(
                DiagnosticRules.BadInterval,
                _attribute.Locate(property),
                property,
                _handler,
                text,
                "a time that is shorter than the interval");
        }

        return true;
    }

    private TimeSpan? ReadInterval(string property, string? text, string? at)
    {
        if (IntervalGrammar.TryRead(text, out var interval) && IntervalGrammar.HasName(interval))
        {
            Set(property, text!);
            return interval;
        }

        _findings.Add(
            DiagnosticRules.BadInterval, _attribute.Locate(at), at ?? "The interval", _handler, text ?? "null", IntervalGrammar.Rule);
        return null;
    }

    private bool ReadCatchUp()
    {
        if (_attribute.Named("CatchUp")?.Value is not int catchUp || catchUp == 0)
        {
            return false;
        }

        if (catchUp > 0 && catchUp < CatchUps.Length)
        {
            _settings.Add($"CatchUp = global::Khronos.CatchUp.{CatchUps[catchUp]}");
        }
        else
        {
            _findings.Add(
                DiagnosticRules.SettingOutOfRange,
                _attribute.Locate("CatchUp"),
                "CatchUp",
                _handler,
                catchUp,
                $"one of {string.Join(", ", CatchUps)}");
        }

        return true;
    }

    private void Set(string property, string text) => _settings.Add($"{property} = {SourceText.Literal(text)}");

    private static string EventOf(string name) => $"time.{name}.passed";

    private static bool IsOwnName(string name) =>
        name.Length is > 0 and <= 80
        && name[0] is >= 'a' and <= 'z'
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
