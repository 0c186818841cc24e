namespace Ponos.Soak.Orders;

/// <summary>What stands in the shop's tables.</summary>
/// <param name="Answered">How many orders customers know of.</param>
/// <param name="Committed">How many orders there are; one whose answer was lost too.</param>
/// <param name="Paid">Those that are paid, with one charge and one mail.</param>
/// <param name="Declined">Those that nobody can pay, with no charge and one mail.</param>
/// <param name="Wrong">Those that are neither.</param>
/// <param name="Open">Those that are not through.</param>
/// <param name="Stray">Charges and mails without an order.</param>
/// <param name="Waiting">Jobs in the outbox.</param>
internal sealed record ShopBooks(long Answered, long Committed, long Paid, long Declined, long Wrong, long Open, long Stray, long Waiting)
{
    private const int DearerThanAnybodyPays = 500_000;

    public bool IsSettled => Open == 0 && Waiting == 0;

    public bool IsInOrder => IsSettled && Wrong == 0 && Stray == 0 && Committed >= Answered && Paid + Declined == Committed;

    public static async Task<ShopBooks> ReadAsync(OrderGround ground, long answered)
    {
        var counts = await ground.AskAsync(
            $"""
            WITH books AS (
              SELECT o."State" AS state, o."Cents" > {DearerThanAnybodyPays} AS dear,
                (SELECT count(*) FROM "Charges" c WHERE c."Order" = o."Number") AS charges,
                (SELECT count(*) FROM "Mails" m WHERE m."Order" = o."Number") AS mails
              FROM "Orders" o)
            SELECT count(*),
              count(*) FILTER (WHERE NOT dear AND state = 1 AND charges = 1 AND mails = 1),
              count(*) FILTER (WHERE dear AND state = 2 AND charges = 0 AND mails = 1),
              count(*) FILTER (WHERE mails > 1 OR charges > 1 OR (dear AND (charges > 0 OR state = 1)) OR (NOT dear AND (state = 2 OR (state = 1) <> (charges = 1)))),
              count(*) FILTER (WHERE mails = 0),
              (SELECT count(*) FROM "Charges" c WHERE NOT EXISTS (SELECT FROM "Orders" o WHERE o."Number" = c."Order"))
                + (SELECT count(*) FROM "Mails" m WHERE NOT EXISTS (SELECT FROM "Orders" o WHERE o."Number" = m."Order")),
              (SELECT count(*) FROM ponos.outbox)
            FROM books
            """);
        return new ShopBooks(answered, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
    }
}
