using Examples.Shop.Mailing;
using Examples.Shop.Orders;
using Microsoft.EntityFrameworkCore;
using Ponos;

namespace Examples.Shop.Billing;

/// <summary>Has orders paid.</summary>
public sealed class BillingWorkers(ShopDb db, IPublisher publisher, PaymentProvider provider)
{
    /// <summary>An order was placed: ask for its charge.</summary>
    [Event("order.placed")]
    public Task OnOrderPlaced(OrderPlaced placed, CancellationToken cancellationToken) =>
        publisher.PublishAsync(new ChargeOrder(placed.Order, placed.Cents), cancellationToken);

    // snippet: charge
    /// <summary>Charges the customer: the charge, the order's state and the mail are committed together.</summary>
    [Task("order.charge"), Retry(MaxAttempts = 10, Delay = "200ms", MaxDelay = "5m"), Timeout("30s"), Concurrency(4)]
    public async Task Charge(ChargeOrder job, CancellationToken cancellationToken)
    {
        var order = await db.Orders.SingleAsync(order => order.Number == job.Order, cancellationToken);
        await provider.ChargeAsync(job.Order, job.Cents, cancellationToken);
        db.Add(new Charge { Order = job.Order, Cents = job.Cents });
        order.State = OrderState.Paid;
        await publisher.PublishAsync(new SendMail(order.Customer, order.Number, "Your order is paid"), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }
    // end-snippet

    // snippet: dead
    /// <summary>The charge was given up. This runs outside of a transaction, and may run twice.</summary>
    [OnDead("order.charge")]
    public async Task OnDeclined(ChargeOrder job, CancellationToken cancellationToken)
    {
        var order = await db.Orders.SingleAsync(order => order.Number == job.Order, cancellationToken);
        if (order.State == OrderState.Placed)
        {
            order.State = OrderState.Declined;
            db.Publish(new SendMail(order.Customer, order.Number, "Your order could not be paid"));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
    // end-snippet
}
