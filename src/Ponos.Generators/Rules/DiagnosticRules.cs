using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Rules;

/// <summary>The rules, in order of their ids. An id never changes its meaning; each has a page in docs/diagnostics.</summary>
internal static class DiagnosticRules
{
    private const string Category = "Ponos";
    private const string Pages = "https://github.com/ponos-net/ponos.net/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor DuplicateHandler = new(
        "PONOS001",
        "Duplicate handler",
        "'{0}' has two {1}, '{2}' and '{3}'; {4}: remove one, or call both from one method",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS001.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor BadName = new(
        "PONOS002",
        "Bad name",
        "'{0}' cannot be the {1} on '{2}'; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS002.md");

    public static readonly DiagnosticDescriptor WrongReturnType = new(
        "PONOS003",
        "Wrong return type",
        "Handler '{0}' {1}; return Task or ValueTask",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS003.md");

    public static readonly DiagnosticDescriptor UnusableParameter = new(
        "PONOS004",
        "Unusable parameter",
        "Parameter '{0}' of handler '{1}' {2}; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS004.md");

    public static readonly DiagnosticDescriptor NoJsonObject = new(
        "PONOS005",
        "Job type is no JSON object",
        "'{0}' cannot be the job of '{1}': {2}; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS005.md");

    public static readonly DiagnosticDescriptor BadDuration = new(
        "PONOS006",
        "Bad duration",
        "{0} of '{1}' is '{2}'; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS006.md");

    public static readonly DiagnosticDescriptor SettingOutOfRange = new(
        "PONOS007",
        "Setting out of range",
        "{0} of '{1}' is {2}; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS007.md");

    public static readonly DiagnosticDescriptor Unreachable = new(
        "PONOS008",
        "Not reachable by generated code",
        "Generated code cannot use '{0}' because {1}; {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS008.md");

    public static readonly DiagnosticDescriptor TwoTypesForOneName = new(
        "PONOS009",
        "Two types for one name",
        "'{0}' has the type '{1}' and the type '{2}'; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS009.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor WithoutEffect = new(
        "PONOS010",
        "Attribute without effect",
        "{0} on '{1}' has no effect because {2}; {3}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS010.md");

    public static readonly DiagnosticDescriptor SchemaNoJsonObject = new(
        "PONOS011",
        "Schema file is no JSON object",
        "Schema file '{0}' is no JSON object: {1}; write a JSON Schema, such as {{ \"type\": \"object\" }}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS011.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor SchemaWithoutEffect = new(
        "PONOS012",
        "Schema file without effect",
        "Schema file '{0}' has no effect because {1}; {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS012.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor SchemaMismatch = new(
        "PONOS013",
        "Schema file and job type disagree",
        "Schema file '{0}' and job type '{1}' disagree on '{2}': {3}; {4}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS013.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor OnDeadWithoutHandler = new(
        "PONOS014",
        "OnDead for a job that no handler handles",
        "'{0}' would never run because no handler of this project has the name '{1}'; "
            + "write what its [Task] or [Event] says, letter for letter",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS014.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor BadInterval = new(
        "PONOS015",
        "Bad interval",
        "{0} of '{1}' is '{2}'; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS015.md");

    public static readonly DiagnosticDescriptor BadCron = new(
        "PONOS016",
        "Bad cron expression",
        "The cron expression '{0}' of '{1}' cannot be read: {2}; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS016.md");

    public static readonly DiagnosticDescriptor BadTimeZone = new(
        "PONOS017",
        "Bad time zone",
        "'{0}' cannot be the time zone of '{1}'; write {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS017.md");

    public static readonly DiagnosticDescriptor BadSchedule = new(
        "PONOS018",
        "Bad schedule",
        "The schedule of '{0}' {1}; {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS018.md");

    public static readonly DiagnosticDescriptor NoTick = new(
        "PONOS019",
        "Parameter is no tick",
        "Parameter '{0}' of '{1}' is of type '{2}', and what comes is a tick; take Khronos.TimePassed, or Ponos.Job for its JSON",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS019.md");

    public static readonly DiagnosticDescriptor TwoOwners = new(
        "PONOS020",
        "Two owners of one queue",
        "The queue '{0}' would have two owners, the {1} and the {2}: they would take each other's jobs; give one of them another name",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS020.md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    public static readonly DiagnosticDescriptor TickThatNobodyAsksFor = new(
        "PONOS021",
        "Tick that nobody asks for",
        "'{1}' may wait for '{0}' for ever: {2}; {3}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS021.md");

    public static readonly DiagnosticDescriptor ManyHashes = new(
        "PONOS022",
        "Pattern with more than two '#'",
        "The pattern '{0}' of '{1}' has more than two '#', which RabbitMQ 4.3 refuses to bind; "
            + "name more of its words, or write '*' for one word",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS022.md");

    public static readonly DiagnosticDescriptor AnnotationNotEnforced = new(
        "PONOS030",
        "Annotation is not enforced",
        "{0} on '{1}' is not enforced by the contract: {2}; check it where the job is handled, and suppress this warning there",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "PONOS030.md");
}
