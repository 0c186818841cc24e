using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Ponos.Benchmarks.Dashboards;

/// <summary>Somebody with a dashboard open: the overview keeps itself up to date, and a page is opened every other second.</summary>
internal sealed class Visitor(Uri address) : IDisposable
{
    /// <summary>What a visitor opens, by what it is called in the table.</summary>
    public static readonly (string Name, string Path)[] Pages =
    [
        ("Overview", ""),
        ("Service", "services/images"),
        ("Dead and invalid, all handlers", "dead"),
        ("Dead jobs of the handler that has them", $"dead/images/dead/{ServiceProcess.Failing}"),
        ("Trace", "trace"),
        ("Schedules", "schedules"),
        ("Contracts", "contracts"),
        ("Topology", "topology"),
    ];

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Waits until the dashboard knows the service that is visited: the first answers come a moment after its start.</summary>
    public async Task KnowsAsync(string path)
    {
        while ((await _client.GetAsync(path)).StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            await Task.Delay(Between);
        }
    }

    /// <summary>Opens a page.</summary>
    /// <returns>How long it took until all of it was there, in milliseconds.</returns>
    public async Task<double> OpenAsync(string path)
    {
        var since = Stopwatch.GetTimestamp();
        using var page = await _client.GetAsync(path);
        _ = await page.Content.ReadAsByteArrayAsync();
        return page.IsSuccessStatusCode
            ? Stopwatch.GetElapsedTime(since).TotalMilliseconds
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)page.StatusCode}."));
    }

    /// <summary>Watches the overview, and walks through the pages besides, until it is told to leave.</summary>
    public Task VisitAsync(int first, CancellationToken cancellationToken) =>
        Task.WhenAll(WatchAsync(cancellationToken), WalkAsync(first, cancellationToken));

    /// <summary>Watches the overview keep itself up to date, until it is told to leave.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        try
        {
            using var live = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await live.Content.CopyToAsync(Stream.Null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It leaves.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task WalkAsync(int first, CancellationToken cancellationToken)
    {
        for (var page = first; !cancellationToken.IsCancellationRequested; page++)
        {
            _ = await OpenAsync(Pages[page % Pages.Length].Path);
            await Task.Delay(Between, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
