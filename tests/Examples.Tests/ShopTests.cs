using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Examples.Tests.Support;

namespace Examples.Tests;

/// <summary>The shop as its customers have it.</summary>
[Platform(Include = "Linux,MacOsX", Reason = "Asks the process to end by a signal.")]
public class ShopTests
{
    private const int DearerThanAnybodyPays = 900_000;

    [Test, CancelAfter(120_000)]
    public async Task Orders_OverHttp_AreEachChargedOnceAndMailedOnce(CancellationToken cancellationToken)
    {
        await using var shop = await ShopProcess.StartAsync(cancellationToken);

        var placed = await Task.WhenAll(
            Enumerable.Range(1, 30).Select(cents => shop.PlaceAsync($"customer-{cents}@example.org", cents, cancellationToken)));
        var dear = await shop.PlaceAsync("ada@example.org", DearerThanAnybodyPays, cancellationToken);
        _ = await Task.WhenAll(placed.Append(dear).Select(order => shop.MailedAsync(order, cancellationToken)));

        // Asked again, when all of them are through.
        var orders = await Task.WhenAll(placed.Select(order => shop.MailedAsync(order, cancellationToken)));
        Assert.That(orders.Select(order => order.State), Has.All.EqualTo("Paid"));
        Assert.That(
            orders.Select(order => string.Join(", ", order.Charged)), Is.EqualTo(Enumerable.Range(1, 30).Select(cents => $"{cents}")));
        Assert.That(orders.Select(order => string.Join(", ", order.Mails)), Has.All.EqualTo("Your order is paid"));
        var declined = await shop.MailedAsync(dear, cancellationToken);
        Assert.That(declined.State, Is.EqualTo("Declined"));
        Assert.That(declined.Charged, Is.Empty);
        Assert.That(declined.Mails, Is.EqualTo(new[] { "Your order could not be paid" }));
        Assert.That(await shop.Http.GetStringAsync("health", cancellationToken), Is.EqualTo("Healthy"));
    }

    [TestCase("nobody", 100, "/customer")]
    [TestCase("ada@example.org", 0, "/cents")]
    [CancelAfter(120_000)]
    public async Task Orders_ThatBreakTheContract_AreRefusedAndNameThePlace(
        string customer, int cents, string pointer, CancellationToken cancellationToken)
    {
        await using var shop = await ShopProcess.StartAsync(cancellationToken);

        using var answer = await shop.Http.PostAsJsonAsync("orders", new { customer, cents }, cancellationToken);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EqualTo(new[] { pointer }));
    }
}
