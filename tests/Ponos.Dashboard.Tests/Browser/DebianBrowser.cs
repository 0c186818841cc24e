using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Ponos.Tests.Support;

namespace Ponos.Dashboard.Tests.Browser;

/// <summary>Debian's Chromium, with a watch over what it asks for and what it complains of.</summary>
internal sealed class DebianBrowser : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly string _axe;

    private DebianBrowser(IPlaywright playwright, IBrowser browser, string axe) =>
        (_playwright, _browser, _axe) = (playwright, browser, axe);

    /// <summary>What pages logged as an error, as a breach of their own policy is; and what they asked another host for.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<DebianBrowser> StartAsync()
    {
        if (!File.Exists(Executable))
        {
            const string missing = "There is no /usr/bin/chromium: install Debian's package chromium, as tests/run.sh does.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(missing);
            }

            Assert.Ignore(missing);
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            // As root, which a container's user is, Chromium's own sandbox does not start.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        using var axe = new StreamReader(typeof(DebianBrowser).Assembly.GetManifestResourceStream("axe.min.js")!);
        return new DebianBrowser(playwright, browser, await axe.ReadToEndAsync());
    }

    public async Task<IPage> OpenAsync(
        Uri address, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) => Complain(message.Type == "error", $"{page.Url}: {message.Text}");
        page.PageError += (_, error) => Complain(isOne: true, $"{page.Url}: {error}");
        page.Request += (_, request) => Complain(new Uri(request.Url).Host != address.Host, $"{page.Url} asked for {request.Url}");
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>What axe finds wrong with a page, as a list; empty when nothing.</summary>
    public async Task<string> AccessibilityAsync(IPage page)
    {
        await page.EvaluateAsync(_axe + "; undefined");
        var result = await page.EvaluateAsync<JsonElement>(
            "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })");
        var found = new StringBuilder();
        foreach (var violation in result.GetProperty("violations").EnumerateArray())
        {
            var node = violation.GetProperty("nodes")[0];
            found.Append(
                CultureInfo.InvariantCulture,
                $"{violation.GetProperty("id")}: "
                    + $"{violation.GetProperty("help")} {node.GetProperty("html")} {node.GetProperty("failureSummary")}\n");
        }

        return found.ToString();
    }

    /// <summary>A picture into the run's output, and into the docs where they are to be made anew.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "pictures")).FullName;
        var file = Path.Combine(folder, name + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, Animations = ScreenshotAnimations.Disabled });
        TestContext.AddTestAttachment(file);
        if (Environment.GetEnvironmentVariable("PONOS_RECORD_PICTURES") == "true")
        {
            File.Copy(
                file,
                Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Folder, "docs", "pictures")).FullName, name + ".png"),
                overwrite: true);
        }
    }

    /// <summary>Closes every page: one that is left open goes on being live, and with some twenty of them nothing else gets on.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var context in _browser.Contexts.ToArray())
        {
            await context.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Complain(bool isOne, string what)
    {
        if (isOne)
        {
            lock (Complaints)
            {
                Complaints.Add(what);
            }
        }
    }
}
