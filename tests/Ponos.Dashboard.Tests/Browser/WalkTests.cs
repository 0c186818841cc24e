using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ponos.Dashboard.Tests.Browser;

/// <summary>
/// Every page, walked in a browser against real services on RabbitMQ. What is changed for good is <c>scratch</c>'s,
/// so that no test needs another.
/// </summary>
[Category("Long")]
[Parallelizable(ParallelScope.None)]
internal sealed class WalkTests
{
    private World _world = null!;
    private DebianBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        SetDefaultExpectTimeout(30_000);
        _browser = await DebianBrowser.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        _world = await World.StartAsync(limit.Token);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_world?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TearDown]
    public async Task Complaints_OfTheBrowser_AreNone()
    {
        string[] complaints = [.. _browser.Complaints];
        await _browser.CloseAllAsync();
        _browser.Complaints.Clear();
        Assert.That(complaints, Is.Empty);
    }

    [Test]
    public async Task Overview_RealServices_ShowsThemAndWhatIsWrong()
    {
        var page = await OpenAsync("");

        await Expect(page.Locator("#service-images h2")).ToContainTextAsync("2 processes");
        await Expect(page.Locator("#concerns")).ToContainTextAsync("13 jobs dead");
        await Expect(page.Locator("#concerns")).ToContainTextAsync("12 jobs invalid");
        await Expect(page.Locator("#concerns")).ToContainTextAsync("health sends docker.images.cleanup");
        await Expect(page.Locator("#pulse")).ToHaveTextAsync("live");
        for (var i = 0; i < 40; i++)
        {
            await _world.Images.Publisher.PublishTaskAsync(World.CleanUp, new { dock = "eu-1" });
            await page.WaitForTimeoutAsync(40);
        }

        await CheckAsync(page, "overview");
    }

    [Test]
    public async Task Overview_DarkOnAPhoneAndWithoutScripts_ReadsTheSame()
    {
        var dark = await OpenAsync("", scheme: ColorScheme.Dark);
        await Expect(dark.Locator("#service-images")).ToBeVisibleAsync();
        await CheckAsync(dark, "overview-dark");

        var phone = await OpenAsync("", width: 390, height: 844);
        await Expect(phone.Locator("#service-images")).ToBeVisibleAsync();
        Assert.That(
            await phone.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than the phone.");
        await CheckAsync(phone, "overview-phone");

        var plain = await OpenAsync("", scripts: false);
        await Expect(plain.Locator("#concerns")).ToContainTextAsync("13 jobs dead");
    }

    [Test]
    public async Task Overview_ByKeyboard_LeadsToTheContentAndOn()
    {
        var page = await OpenAsync("");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Dead and invalid jobs");
    }

    [Test]
    public async Task Service_PauseAndResume_ReachTheProcesses()
    {
        var page = await OpenAsync("/services/images");
        var handler = page.Locator($"section.handler[id='{World.CleanUp}']");
        await Expect(handler.Locator("table.running")).ToContainTextAsync("For");
        await Expect(handler.Locator(".uplot canvas")).ToBeVisibleAsync();
        await CheckAsync(page, "service");

        // The other one has a job that goes on, and is not consumed again before that ends.
        handler = page.Locator("section.handler[id='docks.checked']");
        await handler.GetByLabel("Why").FillAsync("the disk is full");
        await handler.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".said.good")).ToBeVisibleAsync();
        await Expect(handler.Locator("h2 .tag")).ToHaveTextAsync(["paused"]);
        await Expect(handler).ToContainTextAsync("the disk is full");

        await handler.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(handler.Locator("h2 .tag")).ToHaveTextAsync(["consuming"]);
    }

    [Test]
    public async Task Service_Concurrency_ChangesInEachProcess()
    {
        var page = await OpenAsync("/services/images");
        var handler = page.Locator($"section.handler[id='{World.CleanUp}']");

        await handler.GetByLabel("At a time").FillAsync("2");
        await handler.GetByRole(AriaRole.Button, new() { Name = "Change until restart" }).ClickAsync();

        await Expect(handler.GetByText("of 2 (configured 4)")).ToHaveCountAsync(2);
    }

    [Test]
    public async Task Dead_GroupsListAndOneJob_SayWhyAndWhence()
    {
        var page = await OpenAsync("/dead");
        await CheckAsync(page, "dead");
        await page.GotoAsync(At($"/dead/images/invalid/{World.CleanUp}"));
        await Expect(page.Locator("section[aria-labelledby=groups]")).ToContainTextAsync("/dock pattern");
        await Expect(page.Locator("section[aria-labelledby=groups]")).ToContainTextAsync("all from health at");
        await CheckAsync(page, "invalid-groups");

        await page.Locator("table.jobs tbody a").First.ClickAsync();
        await Expect(page.Locator(".line.broken")).ToContainTextAsync("EU-CENTRAL");
        await CheckAsync(page, "invalid-job");
    }

    [Test]
    public async Task Dead_BodyWithMarkup_IsTextAndItsSecretHidden()
    {
        var page = await OpenAsync($"/dead/images/dead/{World.CleanUp}");
        await page.GetByLabel("Pointer").FillAsync("/dock");
        await page.GetByLabel("is", new() { Exact = true }).FillAsync("late-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.Locator("table.jobs tbody tr")).ToHaveCountAsync(1);
        await page.Locator("table.jobs tbody a").First.ClickAsync();

        await Expect(page.Locator(".body")).ToContainTextAsync("onerror=");
        await Expect(page.Locator(".body")).ToContainTextAsync("hidden");
        Assert.That(await page.Locator("main img, main .body b").CountAsync(), Is.Zero);
        Assert.That(await page.TitleAsync(), Does.Not.Contain("broken into"));
        Assert.That(await page.ContentAsync(), Does.Not.Contain("hunter2"));
        await CheckAsync(page, "dead-job");
    }

    [Test]
    public async Task Edit_AnInvalidJob_IsCheckedShownAndSentInItsPlace()
    {
        var page = await OpenAsync($"/dead/scratch/invalid/{World.CleanUp}");
        await page.Locator("table.jobs tbody a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit and replay" }).ClickAsync();

        await page.GetByLabel("dock").FillAsync("EU");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the form" }).ClickAsync();
        await Expect(page.Locator(".problems")).ToContainTextAsync("/dock");
        await page.GetByLabel("dock").FillAsync("eu-2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the form" }).ClickAsync();
        await Expect(page.Locator(".diff ins")).ToContainTextAsync("eu-2");
        await CheckAsync(page, "edit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send in place of the old one" }).ClickAsync();

        await Expect(page.Locator(".said.good")).ToContainTextAsync("in place of");
        await Expect(page.Locator(".lead")).ToContainTextAsync("All 2 were read");
    }

    [Test]
    public async Task Replay_AGroupWhoseFailureIsMended_EmptiesIt()
    {
        var page = await OpenAsync($"/dead/scratch/dead/{World.CleanUp}");
        await CheckAsync(page, "dead-groups");
        await page.Locator("section[aria-labelledby=groups] tbody tr", new() { HasText = "IOException" }).Locator("a").ClickAsync();
        _world.Mend();

        await page.GetByRole(AriaRole.Button, new() { Name = "Replay all 12 that match" }).ClickAsync();

        await Expect(page.Locator(".said.good")).ToContainTextAsync("12 jobs sent back");
        await page.GotoAsync(At($"/dead/scratch/dead/{World.CleanUp}"));
        await Expect(page.Locator("section[aria-labelledby=groups] tbody tr", new() { HasText = "IOException" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Drop_AGroup_AsksAndDrops()
    {
        var page = await OpenAsync($"/dead/scratch/dead/{World.CleanUp}");
        await page.Locator("section[aria-labelledby=groups] tbody tr", new() { HasText = "TimeoutException" }).Locator("a").ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Drop all 4 that match…" }).ClickAsync();
        await Expect(page.Locator("[role=alert]")).ToContainTextAsync("This drops 4 dead jobs of scratch");
        await CheckAsync(page, "drop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Drop for good" }).ClickAsync();

        await Expect(page.Locator(".said.good")).ToContainTextAsync("4 jobs dropped for good");
    }

    [Test]
    public async Task Trace_OfAnEvent_LeadsToTheJobsThatItCaused()
    {
        var tid = Guid.CreateVersion7().ToString();
        await _world.Health.Publisher.PublishEventAsync("docks.checked", new { at = "noon", tid });
        var page = await OpenAsync($"/trace?tid={tid}");
        await RefreshUntilAsync(page, page.Locator(".tree .tree").First);

        await Expect(page.Locator(".tree .tree")).ToContainTextAsync(World.CleanUp);
        await Expect(page.Locator(".picture svg")).ToBeVisibleAsync();
        await CheckAsync(page, "trace");
    }

    [Test]
    public async Task Schedules_OfKhronos_CanBeTriggeredPausedAndPreviewed()
    {
        var page = await OpenAsync("/schedules");
        await Expect(page.Locator("section[aria-labelledby=schedules]")).ToContainTextAsync("at 03:00 on Monday to Friday, Europe/Berlin");
        await CheckAsync(page, "schedules");
        await page.GetByRole(AriaRole.Link, new() { Name = "nightly" }).ClickAsync();
        await Expect(page.Locator("section[aria-labelledby=next] li")).ToHaveCountAsync(10);
        await CheckAsync(page, "schedule");

        await page.GetByLabel("Ticks again from").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(-8).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByLabel("to, UTC").FillAsync(
            TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator("section[aria-labelledby=preview]")).ToContainTextAsync("5 ticks");

        await page.GetByRole(AriaRole.Link, new() { Name = "Leave it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".said.good")).ToContainTextAsync("in the name of images");
        await RefreshUntilAsync(page, page.Locator("#next", new() { HasText = "Paused" }));
    }

    [Test]
    public async Task Contracts_ThatDiffer_AreSaidAndAJobIsPublishedByTheForm()
    {
        var page = await OpenAsync("/contracts");
        await Expect(page.Locator(".concerns")).ToContainTextAsync("health sends docker.images.cleanup");
        await CheckAsync(page, "contracts");
        await page.Locator("tbody").GetByRole(AriaRole.Link, new() { Name = World.CleanUp }).ClickAsync();
        var form = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "Publish from the form" }) });
        await form.GetByLabel("dock").FillAsync("eu-3");
        await CheckAsync(page, "contract");

        await form.GetByRole(AriaRole.Button, new() { Name = "Publish from the form" }).ClickAsync();

        await Expect(page.Locator(".said.good")).ToContainTextAsync("Published as");
    }

    [Test]
    public async Task Topology_OfAllServices_IsAPicture()
    {
        var page = await OpenAsync("/topology");

        await Expect(page.Locator(".picture")).ToContainTextAsync("docks.checked");
        await CheckAsync(page, "topology");
    }

    [Test]
    public async Task Cancel_ARunningJob_EndsIt()
    {
        var page = await OpenAsync("/services/scratch");
        var running = page.Locator($"section.handler[id='{World.CleanUp}'] table.running tbody tr");
        await Expect(running).ToHaveCountAsync(1);

        await running.GetByRole(AriaRole.Button, new() { Name = "Cancel, dead" }).ClickAsync();

        await Expect(page.Locator(".said")).ToBeVisibleAsync();
    }

    private static async Task RefreshUntilAsync(IPage page, ILocator shown)
    {
        for (var look = 0; await shown.CountAsync() == 0; look++)
        {
            Assert.That(look, Is.LessThan(120), $"{page.Url} does not show {shown}: {await page.ContentAsync()}");
            await page.WaitForTimeoutAsync(500);
            await page.ReloadAsync();
        }
    }

    private async Task CheckAsync(IPage page, string picture)
    {
        await DebianBrowser.PictureAsync(page, picture);
        Assert.That(await _browser.AccessibilityAsync(page), Is.Empty);
    }

    private string At(string path) => _world.Address + path;

    private Task<IPage> OpenAsync(
        string path, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, bool scripts = true) =>
        _browser.OpenAsync(new Uri(At(path)), width, height, scheme, scripts);
}
