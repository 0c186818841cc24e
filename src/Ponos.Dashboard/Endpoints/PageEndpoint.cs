using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ponos.Control;
using Ponos.Dashboard.Access;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;
using Ponos.Diagnostics;

namespace Ponos.Dashboard.Endpoints;

/// <summary>The way of each request: who asks, is it theirs to ask, the page, its headers.</summary>
internal sealed class PageEndpoint(
    Gate gate,
    IOperator broker,
    IAntiforgery antiforgery,
    PageRenderer renderer,
    Sayings sayings,
    FleetWatch watch,
    TimeProvider time,
    ILogger<PageEndpoint> log)
{
    private const string EventStream = "text/event-stream";

    public async Task ShowAsync(HttpContext context, int depth, Func<PageRequest, Task<PageView?>> source, bool isLive)
    {
        PageHeaders.Set(context.Response.Headers);
        if (!gate.MaySee(context))
        {
            await RefuseAsync(context);
            return;
        }

        var request = new PageRequest(context, LinksOf(context, depth), broker);
        if (isLive && context.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase))
        {
            await StreamAsync(context, request, source);
            return;
        }

        var view = await MakeAsync(context, () => source(request)) ?? Nothing(context);
        await WriteAsync(context, request, view, isLive && view.Status == StatusCodes.Status200OK
            ? context.Request.PathBase + context.Request.Path + context.Request.QueryString
            : null);
    }

    public async Task SendAsync(HttpContext context, int depth, Func<PageRequest, Task<IResult>> source)
    {
        PageHeaders.Set(context.Response.Headers);
        if (!gate.MaySee(context))
        {
            await RefuseAsync(context);
            return;
        }

        var result = await source(new PageRequest(context, LinksOf(context, depth), broker));
        await result.ExecuteAsync(context);
    }

    public async Task ActAsync(HttpContext context, int depth, Func<PageRequest, Task<Answer>> act)
    {
        PageHeaders.Set(context.Response.Headers);
        if (!gate.MaySee(context) || !await gate.MayActAsync(context))
        {
            await RefuseAsync(context);
            return;
        }

        if (!await IsOursAsync(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                "This form has no valid token: it is too old, or it does not come from the dashboard. "
                + "Nothing was done. Open the page again and send the form from there.\n");
            return;
        }

        var request = new PageRequest(context, LinksOf(context, depth), broker)
        {
            Form = await context.Request.ReadFormAsync(context.RequestAborted),
        };
        PageView? failed = null;
        Answer? answer = null;
        try
        {
            answer = await act(request);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            failed = Failure(context, exception);
        }

        if (answer?.Address is { } address)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = sayings.With(address, answer.Saying!);
            return;
        }

        if ((answer?.Page ?? failed) is { } page)
        {
            await WriteAsync(context, request, page, live: null);
        }
    }

    /// <summary>The page again and again, as long as somebody looks: each time something was seen.</summary>
    private async Task StreamAsync(HttpContext context, PageRequest request, Func<PageRequest, Task<PageView?>> source)
    {
        var frame = await FrameAsync(context, request, new PageView("", NavPlace.None, typeof(FailurePage), ""), live: null);
        context.Response.ContentType = EventStream;
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var last = "";
        try
        {
            for (var number = 0L; !context.RequestAborted.IsCancellationRequested;)
            {
                number = (await watch.AfterAsync(number, context.RequestAborted)).Number;
                if (await MakeAsync(context, () => source(request)) is not { } view)
                {
                    return;
                }

                var html = await renderer.RenderAsync(view.Page, frame with { Now = time.GetUtcNow(), Page = view.Page }, view.Model);
                await context.Response.WriteAsync(html == last ? ": nothing new\n\n" : EventOf(html), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                last = html;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The visitor has gone, or the application ends.
        }
    }

    private static string EventOf(string html)
    {
        var text = new StringBuilder(html.Length + 256);
        foreach (var line in html.AsSpan().EnumerateLines())
        {
            text.Append("data: ").Append(line).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private async Task<PageView?> MakeAsync(HttpContext context, Func<Task<PageView?>> source)
    {
        try
        {
            return await source();
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Failure(context, exception);
        }
    }

    private PageView Failure(HttpContext context, Exception exception)
    {
        log.PageFailed(exception, context.Request.Path.Value ?? "");
        // A broker that is away is nothing that the dashboard did wrong, and its message says what to do.
        var (status, text) = exception switch
        {
            ArgumentException argument => (StatusCodes.Status400BadRequest, ArgumentText.Of(argument)),
            BrokerUnavailableException or PublishException or TimeoutException or InvalidOperationException =>
                (StatusCodes.Status503ServiceUnavailable, exception.Message),
            _ => (StatusCodes.Status500InternalServerError, $"{exception.GetType().Name}: {exception.Message}"),
        };
        return new PageView("That did not work", NavPlace.None, typeof(FailurePage), new FailureModel(text)) { Status = status };
    }

    private static PageView Nothing(HttpContext context) =>
        new("Not here", NavPlace.None, typeof(FailurePage), new FailureModel($"There is nothing at {context.Request.Path}."))
        {
            Status = StatusCodes.Status404NotFound,
        };

    private async Task WriteAsync(HttpContext context, PageRequest request, PageView view, string? live)
    {
        var frame = await FrameAsync(context, request, view, live);
        var html = await renderer.RenderAsync(typeof(Shell), frame, view.Model);
        context.Response.StatusCode = view.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, context.RequestAborted);
    }

    private async Task<Frame> FrameAsync(HttpContext context, PageRequest request, PageView view, string? live)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        // Antiforgery has its own idea of these.
        PageHeaders.Set(context.Response.Headers);
        return new Frame
        {
            Links = request.Links,
            Title = view.Title,
            Nav = view.Nav,
            Page = view.Page,
            Broker = broker.Broker,
            Who = request.Who,
            MayAct = await gate.MayActAsync(context),
            Token = (tokens.FormFieldName, tokens.RequestToken ?? ""),
            Now = time.GetUtcNow(),
            LiveAddress = live,
            Said = sayings.Read(context.Request.Query[Sayings.Parameter]),
        };
    }

    private async Task<bool> IsOursAsync(HttpContext context)
    {
        try
        {
            await antiforgery.ValidateRequestAsync(context);
            return true;
        }
        catch (Exception exception) when (exception is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException)
        {
            return false;
        }
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(
            "This is not for you. Without a policy the dashboard answers only on the machine itself, in the Development environment: "
            + "set DashboardOptions.ViewPolicy, and ActPolicy for whoever may act.\n");
    }

    /// <summary>Where the dashboard is mapped: the request's path without what is the page's own.</summary>
    private static Links LinksOf(HttpContext context, int depth)
    {
        var path = (context.Request.PathBase + context.Request.Path).ToUriComponent().TrimEnd('/');
        for (var i = 0; i < depth; i++)
        {
            path = path[..Math.Max(0, path.LastIndexOf('/'))];
        }

        return new Links(path);
    }
}
