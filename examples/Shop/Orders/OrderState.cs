namespace Examples.Shop.Orders;

/// <summary>How far an order is.</summary>
public enum OrderState
{
    /// <summary>Taken, and not paid yet.</summary>
    Placed,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>The customer cannot pay it.</summary>
    Declined,
}
