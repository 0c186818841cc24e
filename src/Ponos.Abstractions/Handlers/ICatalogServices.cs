using System.Diagnostics.CodeAnalysis;

namespace Ponos.Handlers;

/// <summary>
/// Takes what a catalog needs of an application's services. The worker server implements it; a library of handlers only calls it.
/// </summary>
public interface ICatalogServices
{
    /// <summary>
    /// Adds a class of handlers, made anew in the scope of each attempt; one that the application has added already stays as it is.
    /// </summary>
    /// <typeparam name="THandlers">The class that has the handlers' methods.</typeparam>
    void AddHandlers<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandlers>()
        where THandlers : class;
}
