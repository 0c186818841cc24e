namespace Ponos.Contracts;

/// <summary>What one service writes, reads and checks its jobs with.</summary>
internal sealed record JobJson(IJobSerializer Serializer, IContractCompiler Contracts);
