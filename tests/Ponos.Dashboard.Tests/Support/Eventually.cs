using AngleSharp.Html.Dom;

namespace Ponos.Dashboard.Tests.Support;

/// <summary>Looks at a page again until it shows what is awaited; the test run's own limit ends what never comes.</summary>
internal static class Eventually
{
    public static async Task<IHtmlDocument> SeeAsync(DashboardHost host, string path, Func<IHtmlDocument, bool> shows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await host.SeeAsync(path);
            if (shows(page))
            {
                return page;
            }

            await Task.Delay(100, limit.Token);
        }
    }
}
