namespace Ponos.Generators.Models;

/// <summary>What the generated code must know of the project besides its handlers.</summary>
/// <param name="Namespace">The namespace of the project's own catalog.</param>
/// <param name="HasWorkerServer">Whether it can run a service, and so gets an <c>AddPonos</c>.</param>
/// <param name="ReferencedCatalogs">The catalog types of the referenced projects, fully qualified, in stable order.</param>
internal sealed record ProjectModel(string Namespace, bool HasWorkerServer, EquatableArray<string> ReferencedCatalogs)
{
    public string Catalog => $"global::{Namespace}.Catalog";
}
