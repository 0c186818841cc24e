namespace Ponos.Control;

/// <summary>What becomes of a job that an operator cancels.</summary>
public enum CancelledJob
{
    /// <summary>It is dead, with the reason <c>cancelled</c>.</summary>
    Dead,

    /// <summary>It goes back to its queue and comes again. The attempt does not count.</summary>
    Again,
}
