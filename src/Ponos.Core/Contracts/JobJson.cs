namespace Ponos.Contracts;

/// <summary>What one service writes, reads and checks its jobs with.</summary>
internal sealed record JobJson(IJobSerializer Serializer, IContractCompiler Contracts)
{
    /// <summary>
    /// Called when the service is about to run, and not when only its contracts are asked for. Throws to refuse the start.
    /// </summary>
    public Action? OnStart { get; init; }
}
