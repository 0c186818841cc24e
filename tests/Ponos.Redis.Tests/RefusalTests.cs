using System.Text.RegularExpressions;
using Ponos.Redis.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Redis.Tests;

/// <summary>A Redis that is there and refuses; and what a user must be allowed.</summary>
internal sealed class RefusalTests : RedisFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Acquire_RedisRefusesToWrite_IsAwayWithThatReasonUntilItDoes(CancellationToken cancellationToken)
    {
        await using var process = new RedisProcess(Server);
        var limiter = process.Rate(100, TimeSpan.FromSeconds(1));
        (await limiter.AcquireAsync(1, cancellationToken)).Dispose();
        await AskAsync(database => database.ExecuteAsync("REPLICAOF", "127.0.0.1", "1"));

        var away = await Assert.ThrowsAsync<SharedLimitAwayException>(async () => await limiter.AcquireAsync(1, cancellationToken));
        Assert.That(away!.Message, Does.Contain(Server.Address).And.Match("READONLY|replica|No connection"));

        await AskAsync(database => database.ExecuteAsync("REPLICAOF", "NO", "ONE"));
        await Until.HoldsAsync(() => process.Limits.Link.Trouble is null, cancellationToken);
        (await limiter.AcquireAsync(1, cancellationToken)).Dispose();
    }

    /// <summary>What docs/rate-limits.md tells an operator to allow is enough.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Acquire_ByAUserWithWhatTheDocsAsk_Works(CancellationToken cancellationToken)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "docs", "rate-limits.md"), cancellationToken);
        var rules = Regex.Match(page, "needs `(?<rules>~[^`]+)`").Groups["rules"].Value.Split(' ');
        await AskAsync(database => database.ExecuteAsync("ACL", ["SETUSER", "mailer", "on", ">p@ss", .. rules]));
        await using var process = new RedisProcess(Server, options => options.Connection = $"redis://mailer:p%40ss@{Server.Address}");

        (await process.Rate(100, TimeSpan.FromSeconds(1)).AcquireAsync(1, cancellationToken)).Dispose();
        using (var place = await process.Places(1).AcquireAsync(1, cancellationToken))
        {
            Assert.That(place, Is.InstanceOf<SharedLease>());
        }

        (await process.Limits.Limiters[1].AcquireAsync(1, cancellationToken)).Dispose();
        Assert.That(process.Log.Lines, Has.None.Contains("is away"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Acquire_WithAWrongPassword_IsAwayAndSaysNothingOfIt(CancellationToken cancellationToken)
    {
        await AskAsync(database => database.ExecuteAsync("ACL", "SETUSER", "mailer", "on", ">right", "~*", "+@all"));
        // Or Redis takes whoever it does not know for its default user.
        await AskAsync(database => database.ExecuteAsync("ACL", "SETUSER", "default", "off"));
        await using var process = new RedisProcess(Server, options => options.Connection = $"redis://mailer:sesame@{Server.Address}");

        var away = await Assert.ThrowsAsync<SharedLimitAwayException>(
            async () => await process.Rate(1, TimeSpan.FromSeconds(1)).AcquireAsync(1, cancellationToken));

        Assert.That(away!.Message, Does.Contain(Server.Address).And.Not.Contain("sesame"));
        Assert.That(process.Log.Lines, Has.None.Contains("sesame"));
    }
}
