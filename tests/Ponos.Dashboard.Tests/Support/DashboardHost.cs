using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ponos.Control;

namespace Ponos.Dashboard.Tests.Support;

/// <summary>An application with the dashboard, on a port of its own, and a browser without scripts that visits it.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _visitor;

    private DashboardHost(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
        _visitor = new HttpClient(new HttpClientHandler
        {
            CookieContainer = new CookieContainer(),
            AllowAutoRedirect = false,
            CheckCertificateRevocationList = true,
        }) { BaseAddress = address };
    }

    public Uri Address { get; }

    public HttpClient Visitor => _visitor;

    public static async Task<DashboardHost> StartAsync(
        IOperator? broker,
        Action<DashboardOptions>? options = null,
        string environment = "Development",
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (broker is not null)
        {
            builder.Services.AddSingleton(broker);
        }

        builder.Services.AddPonosDashboard(options);
        build?.Invoke(builder);
        var application = builder.Build();
        if (map is null)
        {
            application.MapPonosDashboard("/ponos");
        }
        else
        {
            map(application);
        }

        await application.StartAsync();
        return new DashboardHost(application, new Uri(application.Urls.First()));
    }

    public async Task<IHtmlDocument> SeeAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await _visitor.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response, expected);
    }

    /// <summary>Fills in and sends a form of a page as a browser does, by one of its buttons, and follows to where that leads.</summary>
    public async Task<IHtmlDocument> SendAsync(IHtmlDocument page, string button, params (string Name, string Value)[] fields)
    {
        var pressed = page.QuerySelectorAll("button")
            .OfType<IHtmlButtonElement>()
            .First(one => one.TextContent.Trim().StartsWith(button, StringComparison.Ordinal));
        var form = (IHtmlFormElement)pressed.Closest("form")!;
        var values = ValuesOf(form).Where(value => fields.All(field => field.Name != value.Key)).ToList();
        values.AddRange(fields.Where(field => field.Value.Length > 0).Select(field => KeyValuePair.Create(field.Name, field.Value)));
        if (pressed.Name is { Length: > 0 } name)
        {
            values.Add(KeyValuePair.Create(name, pressed.Value));
        }

        var action = pressed.GetAttribute("formaction") ?? form.GetAttribute("action")!;
        using var content = new FormUrlEncodedContent(values);
        using var response = await _visitor.PostAsync(new Uri(action, UriKind.Relative), content);
        if (response.StatusCode == HttpStatusCode.SeeOther)
        {
            return await SeeAsync(response.Headers.Location!.OriginalString);
        }

        return await ReadAsync(response, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string>> ValuesOf(IHtmlFormElement form)
    {
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Name.Length: > 0 } input when input.Type is not ("checkbox" or "radio") || input.IsChecked:
                    yield return KeyValuePair.Create(input.Name!, input.Value);
                    break;
                case IHtmlSelectElement { Name.Length: > 0 } select:
                    yield return KeyValuePair.Create(select.Name!, select.Value ?? "");
                    break;
                case IHtmlTextAreaElement { Name.Length: > 0 } text:
                    yield return KeyValuePair.Create(text.Name!, text.Value);
                    break;
            }
        }
    }

    private static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), text);
        return await new HtmlParser().ParseDocumentAsync(text);
    }
}
