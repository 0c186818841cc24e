using Microsoft.CodeAnalysis;

namespace Ponos.Generators.Rules;

/// <summary>
/// What is wrong with one declaration. The readers fill it; the analyzer reports it, and the generator only asks whether
/// the declaration is fit to be written.
/// </summary>
internal sealed class Findings
{
    private readonly List<Diagnostic> _diagnostics = [];

    public bool HasErrors { get; private set; }

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public void Add(DiagnosticDescriptor rule, Location? location, params object[] arguments)
    {
        HasErrors |= rule.DefaultSeverity == DiagnosticSeverity.Error;
        var diagnostic = Diagnostic.Create(rule, location, arguments);
        // A method with [Task] and [Event] is read twice.
        if (!_diagnostics.Contains(diagnostic))
        {
            _diagnostics.Add(diagnostic);
        }
    }
}
