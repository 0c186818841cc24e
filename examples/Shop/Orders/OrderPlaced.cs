using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Examples.Shop.Orders;

// snippet: event
/// <summary>A customer has placed an order.</summary>
/// <param name="Order">Its number.</param>
/// <param name="Customer">The customer's mail address.</param>
/// <param name="Cents">The price.</param>
[Event("order.placed")]
public sealed record OrderPlaced(string Order, [property: EmailAddress] string Customer, [property: Range(1, 1_000_000)] int Cents);
// end-snippet
