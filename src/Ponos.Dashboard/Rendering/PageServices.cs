namespace Ponos.Dashboard.Rendering;

/// <summary>What a page's component can be given: its frame and its model, and what the application has.</summary>
internal sealed class PageServices(IServiceProvider application, params object[] models) : IServiceProvider
{
    public object? GetService(Type serviceType) =>
        Array.Find(models, serviceType.IsInstanceOfType) ?? application.GetService(serviceType);
}
