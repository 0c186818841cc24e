using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ponos.Dashboard.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.Dashboard.Tests;

internal sealed class AccessTests
{
    private const string Dead = "/ponos/dead/images/dead/docker.images.cleanup";

    private static readonly string[] Pages =
    [
        "/ponos", "/ponos/services/images", "/ponos/dead", Dead, $"{Dead}/job?id=d-1", $"{Dead}/edit?id=d-1", $"{Dead}/export",
        "/ponos/trace", "/ponos/schedules", "/ponos/contracts", "/ponos/contracts/task/docker.images.cleanup", "/ponos/topology",
    ];

    [TestCaseSource(nameof(Pages))]
    public async Task NoPolicy_InProduction_IsRefused(string path)
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create(), environment: "Production");

        using var response = await host.Visitor.GetAsync(new Uri(path, UriKind.Relative));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("ViewPolicy").And.Not.Contains("docker.images.cleanup"));
    }

    [TestCase("X-Forwarded-For", "203.0.113.9")]
    [TestCase("Forwarded", "for=203.0.113.9")]
    [TestCase("Host", "attacker.example")]
    public async Task NoPolicy_InDevelopmentFromElsewhere_IsRefused(string header, string value)
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ponos");
        Assert.That(request.Headers.TryAddWithoutValidation(header, value));

        using var response = await host.Visitor.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCaseSource(nameof(Pages))]
    public async Task Policies_VisitorWithoutAName_IsAskedForOne(string path)
    {
        await using var host = await StartWithPoliciesAsync(TestFleet.Create());

        using var response = await host.Visitor.GetAsync(new Uri(path, UriKind.Relative));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Policies_WhoMaySee_SeesNoButtonsAndCannotAct()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await StartWithPoliciesAsync(broker);
        host.Visitor.DefaultRequestHeaders.Add("X-Test-User", "vera");

        var list = await host.SeeAsync(Dead);
        var service = await host.SeeAsync("/ponos/services/images");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("scope", "match")]);
        using var response = await host.Visitor.PostAsync(new Uri($"{Dead}/replay", UriKind.Relative), form);

        Assert.That(list.QuerySelectorAll("form[method=post] button"), Is.Empty);
        Assert.That(service.QuerySelectorAll("form[method=post]"), Is.Empty);
        Assert.That(list.QuerySelector("footer")!.TextContent, Does.Contain("vera").And.Contains("may look but not act"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(broker.Done, Is.Empty);
    }

    [Test]
    public async Task Policies_WhoMayAct_ActsUnderTheirName()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await StartWithPoliciesAsync(broker);
        host.Visitor.DefaultRequestHeaders.Add("X-Test-User", "ada");

        _ = await host.SendAsync(await host.SeeAsync(Dead), "Replay all");

        Assert.That(broker.Done, Does.Contain("ada: replay d-1"));
    }

    [Test]
    public async Task ViewPolicyAlone_InProduction_OnlyShows()
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await StartWithPoliciesAsync(broker, options => options.ActPolicy = null);
        host.Visitor.DefaultRequestHeaders.Add("X-Test-User", "ada");

        var page = await host.SeeAsync(Dead);

        Assert.That(page.QuerySelectorAll("form[method=post] button"), Is.Empty);
    }

    [TestCase("")]
    [TestCase("forged")]
    public async Task Act_WithoutAValidToken_IsRefusedAndNothingIsDone(string token)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);
        _ = await host.SeeAsync(Dead);
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create("scope", "match"), KeyValuePair.Create("__RequestVerificationToken", token)]);

        foreach (var act in new[]
        {
            $"{Dead}/replay", $"{Dead}/drop", $"{Dead}/edit", $"{Dead}/stop", "/ponos/services/images/pause",
            "/ponos/services/images/resume", "/ponos/services/images/concurrency", "/ponos/services/images/cancel",
            "/ponos/contracts/task/docker.images.cleanup/publish", "/ponos/schedules/do/put", "/ponos/schedules/do/pause",
            "/ponos/schedules/do/resume", "/ponos/schedules/do/trigger", "/ponos/schedules/do/delete", "/ponos/schedules/do/backfill",
        })
        {
            using var response = await host.Visitor.PostAsync(new Uri(act, UriKind.Relative), form);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), act);
        }

        Assert.That(broker.Done, Is.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public async Task Headers_OfEveryPage_KeepOthersOutAndNothingBehind(string path)
    {
        var broker = TestFleet.Create();
        TestFleet.Bury(broker, DeadLetterKind.Dead, TestFleet.Letter("d-1"));
        await using var host = await DashboardHost.StartAsync(broker);

        using var response = await host.Visitor.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            response.Headers.GetValues("Content-Security-Policy").Single(),
            Does.StartWith("default-src 'none'; script-src 'self'; style-src 'self'").And.Contains("frame-ancestors 'none'"));
        Assert.That(response.Headers.GetValues("X-Frame-Options").Single(), Is.EqualTo("DENY"));
        Assert.That(response.Headers.CacheControl!.NoStore);
        Assert.That(text, Does.Not.Contain(" style=")
            .And.Not.Contains("<style")
            .And.Not.Contains(" onclick=")
            .And.Not.Contains("http://")
            .And.Not.Contains("https://"));
    }

    [Test]
    public async Task Saying_MadeUpByALink_IsNotShown()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create());

        var page = await host.SeeAsync("/ponos?said=All%20is%20lost");

        Assert.That(page.QuerySelector(".said"), Is.Null);
    }

    [Test]
    public async Task Map_InAGroupBelowAPathBase_LinksToItself()
    {
        await using var host = await DashboardHost.StartAsync(TestFleet.Create(), map: application =>
        {
            application.UsePathBase("/apps");
            application.UseRouting();
            application.MapGroup("/admin").MapPonosDashboard("/jobs/");
        });

        var page = await host.SeeAsync("/apps/admin/jobs/services/images");

        Assert.That(page.QuerySelector(".brand")!.GetAttribute("href"), Is.EqualTo("/apps/admin/jobs"));
        _ = await host.SeeAsync(page.QuerySelector("nav a[aria-current]")!.GetAttribute("href")!);
        Assert.That(
            (await host.SeeAsync("/apps/admin/jobs?x=1")).QuerySelector("main")!.GetAttribute("data-live"),
            Is.EqualTo("/apps/admin/jobs?x=1"));
        using var style = await host.Visitor.GetAsync(
            new Uri(page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!, UriKind.Relative));
        Assert.That(style.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Page_ThatIsWell_LeavesNoWarningInTheLog()
    {
        using var log = new HostLog();
        await using var host = await DashboardHost.StartAsync(
            TestFleet.Create(), build: builder => builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning));

        _ = await host.SeeAsync("/ponos");

        Assert.That(log.Lines, Is.Empty);
    }

    [TestCase("/")]
    [TestCase("")]
    public async Task Map_AtTheRoot_LinksToItself(string pattern)
    {
        await using var host = await DashboardHost.StartAsync(
            TestFleet.Create(), map: application => application.MapPonosDashboard(pattern));

        var page = await host.SeeAsync("/");

        Assert.That(page.QuerySelector("nav a")!.GetAttribute("href"), Is.EqualTo("/"));
        _ = await host.SeeAsync("/services/images");
    }

    [Test]
    public void Map_WithoutAdd_SaysWhatIsMissing()
    {
        var application = WebApplication.CreateBuilder().Build();

        Assert.That(() => application.MapPonosDashboard(), Throws.InvalidOperationException.With.Message.Contains("AddPonosDashboard"));
    }

    [Test]
    public void Options_OutOfTheirRange_AreRefusedByName()
    {
        var services = new ServiceCollection();
        services.AddPonosDashboard(options => options.SampleSize = 5);
        using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<DashboardOptions>, Throws.InvalidOperationException.With.Message.EqualTo(
            "The option DashboardOptions.SampleSize is 5; it goes from 100 to 100 000."));
    }

    private static Task<DashboardHost> StartWithPoliciesAsync(RecordedOperator broker, Action<DashboardOptions>? besides = null) =>
        DashboardHost.StartAsync(
            broker,
            options =>
            {
                options.ViewPolicy = "see";
                options.ActPolicy = "act";
                besides?.Invoke(options);
            },
            environment: "Production",
            build: builder =>
            {
                builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, NamedVisitors>("test", null);
                builder.Services.AddAuthorizationBuilder()
                    .AddPolicy("see", policy => policy.RequireAuthenticatedUser())
                    .AddPolicy("act", policy => policy.RequireClaim(ClaimTypes.Name, "ada"));
            });
}
