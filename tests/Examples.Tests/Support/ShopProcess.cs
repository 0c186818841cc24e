using System.Diagnostics;
using System.Net.Http.Json;

namespace Examples.Tests.Support;

/// <summary>The shop as a process of its own, which ends in order, and a customer of it.</summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private ShopProcess(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address };
        // Read on, or it would wait for room to write.
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    public HttpClient Http { get; }

    /// <summary>Starts the shop in development, where it needs nothing.</summary>
    public static async Task<ShopProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = Programs.Start("examples/Shop", "--environment", "Development", "--urls", "http://127.0.0.1:0");
        try
        {
            return new ShopProcess(process, await ListeningAsync(process, cancellationToken));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Places an order.</summary>
    /// <returns>Where to ask for it.</returns>
    public async Task<Uri> PlaceAsync(string customer, int cents, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsJsonAsync("orders", new { customer, cents }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!;
    }

    /// <summary>Waits until the customer has heard of an order.</summary>
    public async Task<PlacedOrder> MailedAsync(Uri order, CancellationToken cancellationToken)
    {
        while (true)
        {
            var placed = await Http.GetFromJsonAsync<PlacedOrder>(order, cancellationToken);
            if (placed!.Mails.Count > 0)
            {
                return placed;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        // Asked, so that it takes its file along.
        using (var ask = Process.Start("kill", ["-INT", $"{_process.Id}"]))
        {
            await ask.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<Uri> ListeningAsync(Process process, CancellationToken cancellationToken)
    {
        var printed = new List<string>();
        Uri? address = null;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            printed.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                address = new Uri(line[(at + Listening.Length)..].Trim());
            }

            if (address is not null && line.Contains("Application started", StringComparison.Ordinal))
            {
                return address;
            }
        }

        throw new InvalidOperationException(
            $"The shop did not start: {string.Join('\n', printed)}{await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }
}

/// <summary>An order as the shop tells of it.</summary>
internal sealed record PlacedOrder(string Number, string State, IReadOnlyList<int> Charged, IReadOnlyList<string> Mails);
