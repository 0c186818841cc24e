using Ponos.Commands.Recording;
using Ponos.Contracts;

namespace Ponos.Commands.Checking;

/// <summary>One job that goes from one service to another, and whether their contracts fit.</summary>
/// <param name="Sender">What the sender promises.</param>
/// <param name="Receiver">What the receiver demands.</param>
/// <param name="Misfits">Why a job of the sender's can be refused; empty where none can.</param>
internal sealed record ContractPair(RecordedContract Sender, RecordedContract Receiver, IReadOnlyList<ContractChange> Misfits)
{
    public bool Fits => Misfits.Count == 0;
}
