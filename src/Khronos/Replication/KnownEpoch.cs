namespace Khronos.Replication;

/// <summary>The latest leader's that the stream has told this replica of; 0 before the first. Only ever rises.</summary>
internal sealed class KnownEpoch
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Raise(long epoch)
    {
        for (var known = Value; epoch > known; known = Value)
        {
            _ = Interlocked.CompareExchange(ref _value, epoch, known);
        }
    }
}
