using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Ponos.Tests.Support;

/// <summary>
/// Everything that a Redis did since the record began, by its own word: <c>MONITOR</c>, which shows the commands of scripts too.
/// </summary>
internal sealed partial class RedisRecord : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly RedisServer _server;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private Task _reading = Task.CompletedTask;

    private RedisRecord(TcpClient client, RedisServer server) => (_client, _server) = (client, server);

    /// <summary>
    /// The permits that were given to jobs so far, each with the server's time in microseconds; without
    /// those that were given back unused.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> PermitsAsync()
    {
        await CatchUpAsync();
        var permits = new Dictionary<string, long>();
        foreach (var line in Lines())
        {
            if (Given().Match(line) is { Success: true } given)
            {
                // One that is remembered after a loss keeps the time of its first mention.
                permits.TryAdd(given.Groups["member"].Value, long.Parse(given.Groups["score"].ValueSpan, CultureInfo.InvariantCulture));
            }
            else if (Returned().Match(line) is { Success: true } returned)
            {
                permits.Remove(returned.Groups["member"].Value);
            }
        }

        return permits;
    }

    public static async Task<RedisRecord> BeginAsync(RedisServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        var record = new RedisRecord(client, server);
        var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("+OK"));
        record._reading = record.ReadAsync(reader);
        return record;
    }

    /// <summary>The most permits that any one period holds, wherever it begins.</summary>
    public static int MostIn(IEnumerable<long> times, TimeSpan period)
    {
        var ordered = times.Order().ToArray();
        var span = (long)period.TotalMicroseconds;
        var (most, begin) = (0, 0);
        for (var end = 0; end < ordered.Length; end++)
        {
            while (ordered[begin] <= ordered[end] - span)
            {
                begin++;
            }

            most = Math.Max(most, end - begin + 1);
        }

        return most;
    }

    /// <summary>Which process had how many permits.</summary>
    public static IReadOnlyDictionary<string, int> ByProcess(IEnumerable<string> members) =>
        members.GroupBy(member => member[..member.LastIndexOf(':')]).ToDictionary(process => process.Key, process => process.Count());

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    /// <summary>Until what Redis has done is in the record, which comes a moment after the answer to whoever asked for it.</summary>
    private async Task CatchUpAsync()
    {
        var mark = Guid.NewGuid().ToString("N");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PING {mark}\r\n"));
        while (!Lines().Any(line => line.Contains(mark, StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_gate)
                {
                    _lines.Add(line);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The record ends, or the server has.
        }
    }

    private string[] Lines()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    [GeneratedRegex("""lua\] "ZADD" "[^"]+:permits" (?:"NX" )?"(?<score>\d+)" "(?<member>[^"]+)"$""")]
    private static partial Regex Given();

    [GeneratedRegex("""lua\] "ZREM" "[^"]+:permits" "(?<member>[^"]+)"$""")]
    private static partial Regex Returned();
}
