using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Testing;

namespace Ponos.Core.Tests.Publishing;

/// <summary>Between which times a job may begin, as its publisher says.</summary>
public sealed class PublishTimesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<string?> _headers = [];

    [Test]
    public async Task Publish_TimeToLive_IsOnTheWireInMilliseconds()
    {
        await using var ponos = await StartAsync();
        var now = ponos.Clock.GetUtcNow();

        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { TimeToLive = Minute });
        await ponos.PublishTaskAsync("s.task", new { }, new PublishOptions { NotAfter = (now + Minute).ToOffset(TimeSpan.FromHours(2)) });
        await ponos.PublishTaskAsync("s.task", new { });
        await ponos.WhenIdleAsync();

        var said = (now + Minute).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(_headers, Is.EqualTo(new[] { said, said, null }));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        var now = DateTimeOffset.UnixEpoch;
        yield return Refusal(
            "both", _ => new PublishOptions { NotAfter = now.AddYears(100), TimeToLive = Minute }, "both a NotAfter and a TimeToLive");
        yield return Refusal("past", time => new PublishOptions { NotAfter = time - TimeSpan.FromMilliseconds(1) }, "before now");
        yield return Refusal("zero", _ => new PublishOptions { TimeToLive = TimeSpan.Zero }, "must be positive");
        yield return Refusal("negative", _ => new PublishOptions { TimeToLive = -Minute }, "must be positive");
        yield return Refusal("endless", _ => new PublishOptions { TimeToLive = TimeSpan.MaxValue }, "before the year 10000");
        yield return Refusal("delay", _ => new PublishOptions { TimeToLive = Minute, Delay = 2 * Minute }, "longer than the Delay");
        yield return Refusal(
            "not before", time => new PublishOptions { NotAfter = time + Minute, NotBefore = time + (2 * Minute) }, "would never be run");
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Publish_ThatCouldNeverBeRun_IsRefused(Func<DateTimeOffset, PublishOptions> options, string words)
    {
        await using var ponos = await StartAsync();

        var refused = await Assert.CatchAsync<ArgumentException>(
            () => ponos.PublishTaskAsync("s.task", new { }, options(ponos.Clock.GetUtcNow())));

        Assert.That(refused!.Message, Does.Contain("'s.task'").And.Contain(words));
        Assert.That(ponos.Published, Is.Empty);
    }

    private Task<PonosHarness> StartAsync() =>
        PonosHarness.StartAsync(services => services.AddPonos("s", HandlerCatalog.Empty).MapTask("s.task", (Job job, JobContext context) =>
        {
            lock (_headers)
            {
                _headers.Add(context.Headers.GetValueOrDefault("ponos-not-after"));
            }

            return Task.CompletedTask;
        }));

    private static TestCaseData Refusal(string name, Func<DateTimeOffset, PublishOptions> options, string words) =>
        new TestCaseData(options, words).SetArgDisplayNames(name);
}
