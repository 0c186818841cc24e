namespace Ponos.Benchmarks.Jobs;

/// <summary>A job of two kilobytes: an address, tags and a dozen lines.</summary>
public sealed record ShopOrder(
    string Id,
    string Customer,
    string Email,
    bool Express,
    Address ShipTo,
    IReadOnlyList<string> Tags,
    IReadOnlyList<OrderLine> Lines,
    string Note)
{
    public static ShopOrder Sample { get; } = new(
        "0b7c1b5e-2f6e-4a55-9d5e-2a5b7f0d1c11",
        "Ada Lovelace",
        "ada.lovelace@analytical.example",
        Express: true,
        new Address("12 St James's Square", "London", "SW1Y 4JH", "GB"),
        ["first-order", "gift", "fragile", "newsletter"],
        [.. Enumerable.Range(1, 12).Select(n => new OrderLine(
            $"SKU-{n:0000}-{n * 7919 % 9973:0000}",
            $"Part {n} of the difference engine, brass, polished and oiled",
            n,
            n * 12.25m,
            n % 3 == 0))],
        "Please ring twice, and leave it with the neighbours if nobody opens.");
}

/// <summary>Where an order goes.</summary>
public sealed record Address(string Street, string City, string PostalCode, string Country);

/// <summary>One line of an order.</summary>
public sealed record OrderLine(string Sku, string Title, int Quantity, decimal Price, bool Refundable);
