using StackExchange.Redis;

namespace Ponos.Redis.Limits;

/// <summary>What a script answered.</summary>
/// <param name="Granted">How many were given.</param>
/// <param name="Now">The server's time, in microseconds.</param>
/// <param name="Wait">After how long to ask again; zero where Redis cannot tell.</param>
/// <param name="Standing">Who shares the limit.</param>
/// <param name="Known">Whether Redis knew this process, if it said that it is no new one. Nothing is given to one that is unknown.</param>
/// <param name="Lost">Places that could not be renewed, by their position.</param>
internal sealed record Answer(int Granted, long Now, TimeSpan Wait, Standing Standing, bool Known, IReadOnlyList<int> Lost)
{
    public static Answer Read(RedisResult result)
    {
        var values = (long[])result!;
        return new Answer(
            (int)values[0],
            values[1],
            TimeSpan.FromMicroseconds(values[2]),
            new Standing(Math.Max(1, (int)values[3]), (int)values[4]),
            values[5] == 1,
            values.Length <= 6 ? [] : [.. values[6..].Select(position => (int)position)]);
    }
}
