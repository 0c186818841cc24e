namespace Ponos;

/// <summary>Where what an <see cref="IPublisher"/> is given goes: to the broker, or to an outbox.</summary>
public static class OutboxScope
{
    private static readonly AsyncLocal<IOutbox?> Ambient = new();

    /// <summary>
    /// The outbox that keeps all that is published from here on and in what is called from here; <see langword="null"/>, the
    /// default, where jobs are sent at once. It flows with the execution context, as <see cref="JobContext.Current"/> does: what
    /// an async method sets is gone when that method ends.
    /// </summary>
    public static IOutbox? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
