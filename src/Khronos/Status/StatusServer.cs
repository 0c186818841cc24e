using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Khronos.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Khronos.Status;

/// <summary>
/// The status over HTTP, as JSON, for whoever looks: nothing can be changed by it. Time is kept whether it can be served
/// or not.
/// </summary>
internal sealed class StatusServer(KhronosOptions options, StatusReport report, ILoggerFactory loggers, ILogger<StatusServer> log)
    : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(10);

    private WebApplication? _application;

    /// <summary>Where it listens; <see langword="null"/> while it does not.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StatusAddress is not { } wanted)
        {
            return;
        }

        var application = Build(wanted);
        try
        {
            await application.StartAsync(cancellationToken);
            _application = application;
            Address = new Uri(application.Urls.First());
            log.StatusServed(Address);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A port that is taken, as by a second Khronos on the machine.
            log.StatusNotServed(exception, wanted);
            await application.DisposeAsync();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build(Uri address)
    {
        // Nothing of the host's configuration: ASPNETCORE_URLS is another application's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel.Limits));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        var application = builder.Build();
        application.Urls.Add(address.GetLeftPart(UriPartial.Authority));
        if (address.IsLoopback || options.StatusHosts.Count > 0)
        {
            application.Use(
                (context, next) => IsOurs(context.Request.Host.Host, address.IsLoopback) ? next(context) : RefuseAsync(context));
        }

        application.Use(WithinTimeAsync);

        Map(application);
        return application;
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => WriteAsync(context, report.Overview(), StatusJsonContext.Default.KhronosStatus));
        routes.MapGet("/status", (HttpContext context) => WriteAsync(context, report.Overview(), StatusJsonContext.Default.KhronosStatus));
        routes.MapGet(
            "/ticks",
            (HttpContext context) => WriteAsync(context, report.Ticks(Number(context, "take", 100)), StatusJsonContext.Default.TickList));
        routes.MapGet("/schedules", async (HttpContext context) => await WriteAsync(
            context,
            await report.SchedulesAsync(Number(context, "skip", 0), Number(context, "take", StatusReport.MaxTake), context.RequestAborted),
            StatusJsonContext.Default.ScheduleList));
        routes.MapGet("/schedules/{name}", async (HttpContext context) => await WriteAsync(
            context,
            await report.ScheduleAsync((string)context.Request.RouteValues["name"]!, context.RequestAborted),
            StatusJsonContext.Default.ScheduleStatus));
    }

    /// <summary>Few look at a time, and briefly; whoever keeps connections open must not keep others out for long.</summary>
    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = 100;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestHeadersTotalSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestLineSize = 2 * 1024;
    }

    private static async Task WithinTimeAsync(HttpContext context, RequestDelegate next)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(LongestRequest);
        context.RequestAborted = deadline.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    /// <summary>A web page that makes its own name point at this machine must not read what a browser on it can.</summary>
    private bool IsOurs(string host, bool isLoopback)
    {
        var name = host.Trim('[', ']');
        return options.StatusHosts.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (isLoopback && (name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address))));
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return Task.CompletedTask;
    }

    private static Task WriteAsync<T>(HttpContext context, T? value, JsonTypeInfo<T> type)
        where T : class
    {
        if (value is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    private static int Number(HttpContext context, string name, int otherwise) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
