using Ponos.Commands.Recording;

namespace Ponos.Contracts;

/// <summary>One change of one contract since it was recorded.</summary>
public sealed class ReviewedChange
{
    private readonly RecordedContract _contract;

    private ReviewedChange(RecordedContract contract, bool isBreaking, string text) =>
        (_contract, IsBreaking, Text) = (contract, isBreaking, text);

    /// <summary>The service whose contract it is.</summary>
    public string Service => _contract.Service;

    /// <summary>Whether the job is a task or an event.</summary>
    public JobKind Kind => _contract.Kind;

    /// <summary>The job's name.</summary>
    public string Name => _contract.Name;

    /// <summary>Whether it breaks, or may break, the other end.</summary>
    public bool IsBreaking { get; }

    /// <summary>What changed, to be read behind the job's name.</summary>
    public string Text { get; }

    internal static ReviewedChange Of(RecordedContract contract, bool isBreaking, string text) => new(contract, isBreaking, text);

    /// <summary>The change in one line: the service, the job, what changed.</summary>
    /// <returns>Text for a log or a test's failure.</returns>
    public override string ToString() => $"{Service}: {_contract.Title} {Text}";
}
