namespace Examples.Shop.Mailing;

/// <summary>A mail. The example's go into the database instead of to a server.</summary>
public sealed class SentMail
{
    /// <summary>A number that the database gives.</summary>
    public int Id { get; init; }

    /// <summary>The order's number.</summary>
    public required string Order { get; init; }

    /// <summary>Whom it is for.</summary>
    public required string To { get; init; }

    /// <summary>What it says.</summary>
    public required string Subject { get; init; }
}
