using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Ponos.Dashboard.Rendering;

/// <summary>Writes a component as HTML. Whatever comes from a job or a process is encoded on the way.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> RenderAsync(Type component, Frame frame, object model)
    {
        await using var renderer = new HtmlRenderer(new PageServices(services, frame, model), loggers);
        return await renderer.Dispatcher.InvokeAsync(
            async () => VisibleHtml.Of((await renderer.RenderComponentAsync(component, ParameterView.Empty)).ToHtmlString()));
    }
}
