namespace Ponos.Contracts;

/// <summary>The transaction id in a body: what it is, and the bytes that are to go when it is taken out.</summary>
/// <param name="State">What there is.</param>
/// <param name="From">Where its member begins, with the comma that goes with it.</param>
/// <param name="To">Where that ends.</param>
/// <param name="Id">The id, where one is given.</param>
internal readonly record struct TidSpot(TidState State, int From, int To, TransactionId Id);

internal enum TidState
{
    /// <summary>There is no such property.</summary>
    Absent,

    /// <summary>There is an id.</summary>
    Given,

    /// <summary>There is the property, with nothing in it: an id can stand in its place.</summary>
    Empty,

    /// <summary>There is something of the application's own under that name, which is no text and no id of ours.</summary>
    Foreign,
}
