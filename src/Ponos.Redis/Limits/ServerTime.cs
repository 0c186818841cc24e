namespace Ponos.Redis.Limits;

/// <summary>The server's time, in microseconds, reckoned on from its last answer.</summary>
internal sealed class ServerTime(TimeProvider time)
{
    private long _told;
    private long _toldAt;

    public long Now => _told + (long)time.GetElapsedTime(_toldAt).TotalMicroseconds;

    public void Set(long now) => (_told, _toldAt) = (now, time.GetTimestamp());
}
