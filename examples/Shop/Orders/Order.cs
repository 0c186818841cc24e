using System.ComponentModel.DataAnnotations;

namespace Examples.Shop.Orders;

/// <summary>What a customer ordered, as the shop keeps it.</summary>
public sealed class Order
{
    /// <summary>Its number.</summary>
    [Key]
    public required string Number { get; init; }

    /// <summary>The customer's mail address.</summary>
    public required string Customer { get; init; }

    /// <summary>The price.</summary>
    public required int Cents { get; init; }

    /// <summary>How far it is.</summary>
    public OrderState State { get; set; }
}
