namespace Ponos.Handlers;

/// <summary>Does something with a handler for which its job's type must be known at compile time.</summary>
/// <typeparam name="TResult">What comes of it.</typeparam>
public interface IHandlerVisitor<out TResult>
{
    /// <summary>Visits a handler.</summary>
    /// <typeparam name="TJob">The job's type.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <returns>What comes of it.</returns>
    TResult Visit<TJob>(HandlerDescriptor<TJob> handler);
}
