using Ponos.Generators.Models;

namespace Ponos.Generators.Writing;

/// <summary>Writes the project's <c>AddPonos("service")</c>.</summary>
internal static class AddPonosWriter
{
    public static string Write(ProjectModel project)
    {
        var catalogs = project.ReferencedCatalogs.Prepend(project.Catalog).Select(one => one + ".Create()").ToList();
        var catalog = catalogs.Count == 1
            ? catalogs[0]
            : $"global::Ponos.Handlers.HandlerCatalog.Merge(\n                    {string.Join(",\n                    ", catalogs)})";

        // Embedded: a project that sees this one's internals must not find two AddPonos("service").
        return SourceText.Head + $$"""
            namespace Ponos
            {
                /// <summary>Adds a service with the handlers of this project and of those it references.</summary>
                [global::Microsoft.CodeAnalysis.Embedded]
                {{SourceText.GeneratedCode}}
                [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
                internal static class AddPonosExtensions
                {
                    /// <summary>Adds a service with the handlers of this project and of those it references.</summary>
                    /// <param name="services">The host's services.</param>
                    /// <param name="service">
                    /// The service's name, which prefixes its queues: dot-separated words of letters, digits, '-' and '_'.
                    /// </param>
                    /// <param name="configure">Sets the service's options in code; applied after configuration and environment.</param>
                    /// <returns>A builder for what is added besides: delegates, contracts, the transport.</returns>
                    public static global::Ponos.PonosBuilder AddPonos(
                        this global::Microsoft.Extensions.DependencyInjection.IServiceCollection services,
                        string service,
                        global::System.Action<global::Ponos.PonosOptions>? configure = null) =>
                        global::Ponos.PonosServiceCollectionExtensions.AddPonos(
                            services,
                            service,
                            {{catalog}},
                            configure);
                }
            }

            """;
    }
}
