using System.Text.Json.Nodes;
using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Dead;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Views;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>A dead or invalid job is edited, checked, and sent in its place.</summary>
internal sealed class EditPages(ContractWatch contracts, DeadSamples samples, FleetWatch watch) : IPages
{
    public void Map(PageRoutes routes)
    {
        routes.Page("/dead/{service}/{kind}/{job}/edit", ShowAsync);
        routes.Act("/dead/{service}/{kind}/{job}/edit", EditAsync);
    }

    private async Task<PageView?> ShowAsync(PageRequest request)
    {
        if (DeadPages.AddressOf(request) is not { } address || await FindAsync(request, address, request.Query("id")) is not { } job)
        {
            return null;
        }

        // What is not shown cannot be edited; it can be written anew.
        return Show(job, job.Shown.IsJson ? JsonText.Pretty(job.Shown.Json) : job.Mask.HasSecrets ? "" : job.Shown.Text!, job.Shown.Json);
    }

    private async Task<Answer> EditAsync(PageRequest request)
    {
        var id = request.Field("id");
        if (DeadPages.AddressOf(request) is not { } address)
        {
            return Answer.Failed(request.Links.DeadJobs, "The address names neither 'dead' nor 'invalid' jobs.");
        }

        var back = request.Links.Dead(address.Service, address.JobName, address.Kind);
        if (await FindAsync(request, address, id) is not { } job)
        {
            return Answer.Failed(back, $"No job {id} is among the {address.Words} any more. Nothing was sent.");
        }

        var problems = new List<string>();
        var (edited, text) = Read(request, job, problems);
        var body = job.Mask.Restore(edited, job.Original);
        if (problems.Count == 0)
        {
            problems.AddRange(Check(job.Contract, body));
        }

        if (problems.Count > 0 || request.Field("act") != "send")
        {
            return Answer.Show(Show(job, text, edited) is var page && page.Model is EditModel model
                ? page with { Model = model with { Problems = problems, Difference = Difference(job, edited, text) } }
                : page);
        }

        var sent = await request.Operator.DeadLettersOf(address.Service)
            .ReplaceAsync(address.JobName, id, JsonText.Bytes(body), address.Kind);
        samples.Forget(address);
        _ = await watch.FreshAsync(request.Aborted);
        return sent is null
            ? Answer.Failed(back, $"The job {id} is not there any more. Nothing was sent.")
            : Answer.Done(back, $"Sent as {sent}, in place of {id}.");
    }

    private async Task<EditedJob?> FindAsync(PageRequest request, DeadAddress address, string id)
    {
        if (id.Length == 0
            || await request.Operator.DeadLettersOf(address.Service).PeekAsync(address.JobName, id, address.Kind, request.Aborted)
                is not { } letter)
        {
            return null;
        }

        var mask = await contracts.MaskAsync(address.JobName, request.Aborted);
        _ = JsonText.TryParse(letter.Body, out var original);
        return new EditedJob(
            address,
            id,
            original,
            mask.Show(letter.Body),
            mask,
            await contracts.OfReceiverAsync(address.Service, address.JobName, request.Aborted));
    }

    /// <summary>What was written, in the form or as JSON: whichever was sent.</summary>
    private static (JsonNode? Node, string Text) Read(PageRequest request, EditedJob job, List<string> problems)
    {
        if (request.Field("source") == "form" && SchemaForm.Fields(job.Contract?.Schema, job.Shown.Json) is { } fields)
        {
            var made = SchemaForm.Read(fields, job.Shown.Json, request.Form, problems);
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

    private static IEnumerable<string> Check(ContractReport? contract, JsonNode? body)
    {
        if (contract is null)
        {
            return [];
        }

        try
        {
            return ContractCheck.Check(contract.Schema, JsonText.Bytes(body)).Select(violation => violation.ToString());
        }
        catch (ArgumentException exception)
        {
            return [$"It cannot be checked: {exception.Message}"];
        }
    }

    private static IReadOnlyList<DiffLine> Difference(EditedJob job, JsonNode? edited, string text) => BodyDiff.Between(
        job.Shown.IsJson ? JsonText.Pretty(job.Shown.Json) : job.Shown.Text!,
        edited is null ? text : JsonText.Pretty(edited));

    private static PageView Show(EditedJob job, string json, JsonNode? filled) =>
        new($"Edit {job.Id}", NavPlace.Dead, typeof(EditPage), new EditModel
        {
            Address = job.Address,
            Id = job.Id,
            Contract = job.Contract,
            Fields = SchemaForm.Fields(job.Contract?.Schema, filled),
            Json = json,
            Note = job.Shown.IsJson || !job.Mask.HasSecrets ? null : $"The body is not shown: {job.Shown.Text} Write the whole job anew.",
        });

    private sealed record EditedJob(
        DeadAddress Address, string Id, JsonNode? Original, BodyText Shown, SecretMask Mask, ContractReport? Contract);
}
