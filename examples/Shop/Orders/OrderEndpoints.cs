using Microsoft.EntityFrameworkCore;
using Ponos;

namespace Examples.Shop.Orders;

/// <summary>The shop over HTTP.</summary>
public static class OrderEndpoints
{
    /// <summary>Takes orders, and tells what became of them.</summary>
    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders", PlaceAsync);
        routes.MapGet("/orders/{number}", FindAsync);
    }

    // snippet: endpoint
    private static async Task<IResult> PlaceAsync(OrderRequest request, ShopDb db, CancellationToken cancellationToken)
    {
        var order = new Order { Number = Guid.NewGuid().ToString("N"), Customer = request.Customer, Cents = request.Cents };
        try
        {
            db.Add(order);
            db.Publish(new OrderPlaced(order.Number, order.Customer, order.Cents));
        }
        catch (InvalidJobException invalid)
        {
            return Results.ValidationProblem(
                invalid.Violations.ToDictionary(violation => violation.Pointer, violation => new[] { violation.Message }));
        }

        await db.SaveChangesAsync(cancellationToken);
        return Results.Accepted($"/orders/{order.Number}");
    }
    // end-snippet

    private static async Task<IResult> FindAsync(string number, ShopDb db, CancellationToken cancellationToken)
    {
        if (await db.Orders.FindAsync([number], cancellationToken) is not { } order)
        {
            return Results.NotFound();
        }

        return Results.Ok(new
        {
            order.Number,
            State = order.State.ToString(),
            Charged = await db.Charges.Where(charge => charge.Order == number)
                .Select(charge => charge.Cents)
                .ToListAsync(cancellationToken),
            Mails = await db.Mails.Where(mail => mail.Order == number).Select(mail => mail.Subject).ToListAsync(cancellationToken),
        });
    }
}
