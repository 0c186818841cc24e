namespace Khronos.Replicas.Tests.Support;

/// <summary>The clock of the replicas, which runs faster than the machine's: a second of theirs is 20 ms at the speed of 50.</summary>
internal sealed class FastTime(int speed)
{
    private readonly DateTimeOffset _epoch = new(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero);

    /// <summary>What a process is told of it.</summary>
    public (string Name, string Value)[] Orders =>
        [("FAULTS_EPOCH", $"{_epoch.ToUnixTimeSeconds()}"), ("FAULTS_SPEED", $"{speed}")];

    /// <summary>The machine's time at one of theirs.</summary>
    public DateTimeOffset Real(DateTimeOffset fast) => _epoch + ((fast - _epoch) / speed);
}
