using System.ComponentModel.DataAnnotations;
using Ponos;

namespace Examples.Shop.Billing;

/// <summary>Charge the customer of one order.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Cents">The amount.</param>
[Task("order.charge")]
public sealed record ChargeOrder(string Order, [property: Range(1, 1_000_000)] int Cents);
