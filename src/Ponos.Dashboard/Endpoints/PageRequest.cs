using Microsoft.AspNetCore.Http;
using Ponos.Control;
using Ponos.Dashboard.Access;
using Ponos.Dashboard.Views;

namespace Ponos.Dashboard.Endpoints;

/// <summary>What a page is asked for, and who asks.</summary>
internal sealed class PageRequest(HttpContext context, Links links, IOperator broker)
{
    public Links Links => links;

    /// <summary>The operator, under the visitor's name.</summary>
    public IOperator Operator => broker.As(Who);

    public string Who => Gate.NameOf(context);

    public CancellationToken Aborted => context.RequestAborted;

    public HttpResponse Response => context.Response;

    /// <summary>What a form carries; nothing for a request without one.</summary>
    public IFormCollection Form { get; init; } = FormCollection.Empty;

    public string Route(string name) => context.Request.RouteValues[name] as string ?? "";

    public string Query(string name) => Clean(context.Request.Query[name].ToString());

    public string Field(string name) => Clean(Form[name].ToString());

    /// <summary>Which of the two queues the address names; <see langword="null"/> where it names neither.</summary>
    public DeadLetterKind? Kind => Route("kind") switch
    {
        "dead" => DeadLetterKind.Dead,
        "invalid" => DeadLetterKind.Invalid,
        _ => null,
    };

    private static string Clean(string text) => text.Trim();
}
