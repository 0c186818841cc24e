namespace Ponos.Control;

/// <summary>A handler of a service, in all of its processes or in one.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="JobName">The name of the task or event, or the pattern, of the handler.</param>
/// <param name="Instance">The process, as <see cref="ProcessReport.Instance"/> names it; <see langword="null"/> for all.</param>
public readonly record struct HandlerAddress(string Service, string JobName, string? Instance = null);
