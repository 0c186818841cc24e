namespace Ponos.Handlers;

/// <summary>A service that a handler is given, so that a start without it can be refused.</summary>
/// <param name="Type">The service's type.</param>
/// <param name="Key">The key that it is registered under, or <see langword="null"/> for one without.</param>
public sealed record HandlerDependency(Type Type, object? Key = null)
{
    /// <inheritdoc/>
    public override string ToString() => Key is null ? $"{Type}" : $"{Type} (key '{Key}')";
}
