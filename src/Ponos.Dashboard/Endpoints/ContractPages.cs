using System.Globalization;
using System.Text.Json.Nodes;
using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>All services' contracts, and a job published by one.</summary>
internal sealed class ContractPages(FleetWatch watch, ContractWatch contracts) : IPages
{
    public void Map(PageRoutes routes)
    {
        routes.Page("/contracts", async request => new PageView(
            "Contracts",
            NavPlace.Contracts,
            typeof(ContractsPage),
            new ContractsModel(ContractMap.Of(await watch.CurrentAsync(request.Aborted)))));
        routes.Page("/contracts/{kind}/{name}", async request => await FindAsync(request) is { } model ? Show(model) : null);
        routes.Act("/contracts/{kind}/{name}/publish", PublishAsync);
    }

    private static PageView Show(ContractModel model) => new(model.Name, NavPlace.Contracts, typeof(ContractPage), model);

    private async Task<ContractModel?> FindAsync(PageRequest request)
    {
        var kind = request.Route("kind") switch { "task" => JobKind.Task, "event" => JobKind.Event, _ => (JobKind?)null };
        var name = request.Route("name");
        if (kind is null)
        {
            return null;
        }

        var all = await contracts.AllAsync(request.Aborted);
        var holders = all.SelectMany(process => process.Contracts.Where(contract => contract.Kind == kind && contract.Name == name)
            .Select(contract => new ContractOfProcess(process.Service, process.Instance, contract))).ToList();
        if (holders.Count == 0)
        {
            return null;
        }

        var enforced = (holders.Find(holder => holder.Contract.Receives) ?? holders[0]).Contract;
        return new ContractModel
        {
            Kind = kind.Value,
            Name = name,
            Holders = holders,
            Enforced = enforced,
            Fields = SchemaForm.Fields(enforced.Schema, body: null),
            Json = JsonText.Pretty(BodySkeleton.Of(enforced.Schema)),
        };
    }

    private async Task<Answer> PublishAsync(PageRequest request)
    {
        if (await FindAsync(request) is not { } model)
        {
            return Answer.Failed(request.Links.Contracts, $"No process told a contract of {request.Route("name")}. Nothing was published.");
        }

        var problems = new List<string>();
        var (body, text) = Read(request, model, problems);
        var job = new OperatorJob
        {
            Kind = model.Kind,
            Name = model.IsPattern ? request.Field("job-name") : model.Name,
            Service = model.Kind == JobKind.Task ? request.Field("service") : null,
            Body = JsonText.Bytes(body),
            Delay = Delay(request.Field("delay"), problems),
            Priority = request.Field("priority") switch
            {
                "low" => Priority.Low,
                "normal" => Priority.Normal,
                "high" => Priority.High,
                _ => null,
            },
        };
        if (problems.Count == 0)
        {
            try
            {
                var sent = await request.Operator.PublishAsync(job, request.Aborted);
                return Answer.Done(
                    request.Links.Contract(model.Kind, model.Name),
                    $"Published as {sent.MessageId}, tid {sent.Tid}{(sent.ContractHash is { } hash ? $", checked against {hash}" : "")}.");
            }
            catch (InvalidJobException exception)
            {
                problems.AddRange(exception.Violations.Select(violation => violation.ToString()));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or PublishException)
            {
                problems.Add(exception.Message);
            }
        }

        return Answer.Show(Show(model with { Json = text, Fields = SchemaForm.Fields(model.Enforced.Schema, body), Problems = problems }));
    }

    private static (JsonNode? Body, string Text) Read(PageRequest request, ContractModel model, List<string> problems)
    {
        if (request.Field("source") == "form" && model.Fields is { } fields)
        {
            var made = SchemaForm.Read(fields, body: null, request.Form, problems);
            return (made, JsonText.Pretty(made));
        }

        var text = request.Form["json"].ToString();
        if (!JsonText.TryParse(text, out var node, out var why))
        {
            problems.Add($"It is no JSON: {why}");
        }
        else if (node is not JsonObject)
        {
            problems.Add("A job is a JSON object: write it in braces.");
        }

        return (node, text);
    }

    private static TimeSpan Delay(string text, List<string> problems)
    {
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 30 * 86_400)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        problems.Add($"The delay is '{text}'; write whole seconds, up to 30 days (2592000).");
        return TimeSpan.Zero;
    }
}
