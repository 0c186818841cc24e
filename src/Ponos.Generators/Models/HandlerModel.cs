namespace Ponos.Generators.Models;

/// <summary>
/// A handler as it is written into the catalog. Text only: a symbol in the pipeline would keep its whole compilation alive.
/// </summary>
/// <param name="Kind">The member of <c>JobKind</c>; of a final handler <see langword="null"/>: it has that of the job's handler.</param>
/// <param name="Name">The job's name or the pattern of events.</param>
/// <param name="HandlerName"><c>{class}.{method}</c>.</param>
/// <param name="JobType">The fully qualified type of the job.</param>
/// <param name="Call">The expression that runs the handler, over <c>job</c> and <c>context</c>.</param>
/// <param name="HandlerClass">The class to resolve from DI, or <see langword="null"/> for a static method.</param>
/// <param name="Settings">The initialisers of its <c>HandlerSettings</c>, only of what was written.</param>
/// <param name="Service">The service that runs it, or <see langword="null"/> for each.</param>
/// <param name="Dependencies">The services that it needs, as code.</param>
/// <param name="Filters">The classes of its filters.</param>
/// <param name="Schedule">
/// What Khronos is asked for, where it runs by a schedule of its own; then its event's name is made at run time.
/// </param>
internal sealed record HandlerModel(
    string? Kind,
    string Name,
    string HandlerName,
    string JobType,
    string Call,
    string? HandlerClass,
    EquatableArray<string> Settings,
    string? Service,
    EquatableArray<string> Dependencies,
    EquatableArray<string> Filters,
    string? Schedule = null);
