namespace Ponos.Handlers;

/// <summary>Written by the source generator: tells the projects that reference an assembly where its catalog is.</summary>
/// <param name="catalogType">A type with a public static method <c>Create()</c> that returns a <see cref="HandlerCatalog"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HandlerCatalogAttribute(Type catalogType) : Attribute
{
    /// <summary>The type that has the catalog.</summary>
    public Type CatalogType { get; } = catalogType;
}
