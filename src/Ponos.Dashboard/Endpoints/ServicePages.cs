using System.Globalization;
using Ponos.Control;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>One service: its handlers, what runs, and orders to its processes.</summary>
internal sealed class ServicePages(FleetWatch watch) : IPages
{
    public void Map(PageRoutes routes)
    {
        routes.Page("/services/{service}", ShowAsync, isLive: true);
        routes.Act("/services/{service}/pause", request => OrderAsync(request, PauseAsync));
        routes.Act("/services/{service}/resume", request => OrderAsync(request, (operators, handler, _) => operators.ResumeAsync(handler)));
        routes.Act("/services/{service}/concurrency", request => OrderAsync(request, ConcurrencyAsync));
        routes.Act("/services/{service}/cancel", request => OrderAsync(request, CancelAsync));
    }

    private async Task<PageView?> ShowAsync(PageRequest request)
    {
        var fleet = Fleet.Of(await watch.CurrentAsync(request.Aborted));
        return fleet.Service(request.Route("service")) is { } service
            ? new PageView(service.Name, NavPlace.Overview, typeof(ServicePage), new ServiceModel(service, fleet))
            : null;
    }

    private static Task<IReadOnlyList<OrderResult>> PauseAsync(IOperator broker, HandlerAddress handler, PageRequest request)
    {
        var reason = request.Field("reason");
        return broker.PauseAsync(handler, reason.Length == 0 ? $"paused by {request.Who}" : reason);
    }

    private static Task<IReadOnlyList<OrderResult>> ConcurrencyAsync(IOperator broker, HandlerAddress handler, PageRequest request) =>
        int.TryParse(request.Field("concurrency"), NumberStyles.None, CultureInfo.InvariantCulture, out var concurrency) && concurrency >= 1
            ? broker.SetConcurrencyAsync(handler, concurrency)
            : throw new ArgumentException($"The concurrency is '{request.Field("concurrency")}'; write a whole number from 1.");

    private static Task<IReadOnlyList<OrderResult>> CancelAsync(IOperator broker, HandlerAddress handler, PageRequest request) =>
        request.Field("id") is { Length: > 0 } id
            ? broker.CancelAsync(handler, id, request.Field("then") == "again" ? CancelledJob.Again : CancelledJob.Dead)
            : throw new ArgumentException("The form does not say which job. A job without an id cannot be cancelled by it.");

    private async Task<Answer> OrderAsync(
        PageRequest request, Func<IOperator, HandlerAddress, PageRequest, Task<IReadOnlyList<OrderResult>>> order)
    {
        var service = request.Route("service");
        var instance = request.Field("instance");
        var handler = new HandlerAddress(service, request.Field("job"), instance.Length == 0 ? null : instance);
        var results = await order(request.Operator, handler, request);
        _ = await watch.FreshAsync(request.Aborted);
        return Answer.Say(request.Links.Service(service), results.Any(result => result.Done), Told(results, service));
    }

    /// <summary>What the processes say, each sentence once.</summary>
    private static string Told(IReadOnlyList<OrderResult> results, string service) => results.Count == 0
        ? $"No process of {service} answered. Either none runs, or its Ponos:Control is not Full."
        : string.Join(' ', results.GroupBy(result => (result.Done, result.Message)).OrderByDescending(group => group.Key.Done)
            .Select(group => $"{string.Join(", ", group.Select(result => result.Instance))}: {group.Key.Message}"));
}
