using System.Globalization;
using Khronos.Engine;

namespace Khronos.Status;

/// <summary>A Khronos without others: it keeps the time itself.</summary>
internal sealed class SingleReplica(TickEngine engine) : IReplicaView
{
    private static readonly string Self = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");

    public ReplicaStatus Read() => new("single", Self, Self, [Self], null, engine.Watermark);
}
