namespace Examples.Shop.Billing;

/// <summary>What a customer was charged.</summary>
public sealed class Charge
{
    /// <summary>A number that the database gives.</summary>
    public int Id { get; init; }

    /// <summary>The order's number.</summary>
    public required string Order { get; init; }

    /// <summary>The amount.</summary>
    public required int Cents { get; init; }
}
