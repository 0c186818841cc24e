using Ponos;
using StackExchange.Redis;

namespace Mailing;

[Task("mail.send")]
public sealed record SendMail(int Number, int Milliseconds);

[Task("report.write")]
public sealed record WriteReport(int Number, int Milliseconds);

/// <summary>
/// Handlers whose limits all processes share. What they do they write down in Redis: in the list <c>done</c>, and how
/// many ran at a time in <c>most</c>.
/// </summary>
public sealed class Mailer(IConnectionMultiplexer redis)
{
    [Task("mail.send"), RateLimit(20, Per = "2s", Scope = RateScope.Shared), Concurrency(10)]
    public async Task Send(SendMail job, CancellationToken cancellationToken)
    {
        await Task.Delay(job.Milliseconds, cancellationToken);
        await redis.GetDatabase().ListRightPushAsync("done", job.Number);
    }

    [Task("report.write"), Concurrency(2, Scope = ConcurrencyScope.Shared)]
    public async Task Write(WriteReport job, CancellationToken cancellationToken)
    {
        const string Begin = "local now = redis.call('INCR', 'running') if now > tonumber(redis.call('GET', "
            + "'most') or '0') then redis.call('SET', 'most', now) end";
        var database = redis.GetDatabase();
        await database.ListRightPushAsync("begun", $"{job.Number} {Environment.ProcessId}");
        await database.ScriptEvaluateAsync(Begin);
        await Task.Delay(job.Milliseconds, cancellationToken);
        await database.StringDecrementAsync("running");
        await database.ListRightPushAsync("done", job.Number);
    }
}
