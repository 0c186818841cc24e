using Microsoft.Extensions.DependencyInjection;
using Ponos;

namespace Examples.Images;

/// <summary>Adds the images service to a host.</summary>
public static class ImagesServiceCollectionExtensions
{
    // snippet: add
    /// <summary>Adds the service <c>images</c> with the handlers of this project.</summary>
    public static PonosBuilder AddImages(this IServiceCollection services)
    {
        services.AddOptions<ImagesOptions>().BindConfiguration("Images");
        services.AddSingleton<ImageStore>();
        return services.AddPonos("images");
    }
    // end-snippet
}
