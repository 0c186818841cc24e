namespace Examples.Shop.Orders;

/// <summary>What a customer asks for.</summary>
/// <param name="Customer">The customer's mail address.</param>
/// <param name="Cents">The price.</param>
public sealed record OrderRequest(string Customer, int Cents);
