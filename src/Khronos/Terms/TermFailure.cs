namespace Khronos.Terms;

/// <summary>
/// The error in Khronos itself that ended the last term, until one begins well: a replica that fails again and again says so.
/// </summary>
internal sealed class TermFailure
{
    private string? _reason;

    public string? Reason => Volatile.Read(ref _reason);

    public void Note(Exception exception) =>
        Volatile.Write(ref _reason, $"its last term ended with an error in Khronos itself: {exception.Message}");

    public void Clear() => Volatile.Write(ref _reason, null);
}
