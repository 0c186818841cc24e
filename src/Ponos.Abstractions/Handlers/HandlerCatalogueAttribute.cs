namespace Ponos.Handlers;

/// <summary>Written by the source generator: tells the projects that reference an assembly where its catalogue is.</summary>
/// <param name="catalogueType">A type with a public static method <c>Create()</c> that returns a <see cref="HandlerCatalogue"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HandlerCatalogueAttribute(Type catalogueType) : Attribute
{
    /// <summary>The type that has the catalogue.</summary>
    public Type CatalogueType { get; } = catalogueType;
}
