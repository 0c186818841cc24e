using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Khronos;
using Ponos.Control;
using Ponos.Dashboard.Bodies;
using Ponos.Dashboard.Pages;
using Ponos.Dashboard.Rendering;
using Ponos.Dashboard.Scheduling;
using Ponos.Dashboard.Watching;

namespace Ponos.Dashboard.Endpoints;

/// <summary>
/// Khronos' schedules, and what is asked of it: by the tasks that a service would publish, in the name of a schedule's owner.
/// </summary>
internal sealed class SchedulePages(FleetWatch watch, ContractWatch contracts) : IPages
{
    public void Map(PageRoutes routes)
    {
        routes.Page("/schedules", async request => await ModelAsync(request) is var model
            ? new PageView("Schedules", NavPlace.Schedules, typeof(SchedulesPage), model) : null);
        routes.Page("/schedules/{name}", async request => await ShowOneAsync(request));
        routes.Act("/schedules/do/put", PutAsync);
        routes.Act("/schedules/do/pause", request => AskAsync(request, PauseSchedule.TaskName));
        routes.Act("/schedules/do/resume", request => AskAsync(request, ResumeSchedule.TaskName));
        routes.Act("/schedules/do/trigger", request => AskAsync(request, TriggerSchedule.TaskName));
        routes.Act("/schedules/do/delete", request => AskAsync(request, DeleteSchedule.TaskName));
        routes.Act("/schedules/do/backfill", BackfillAsync);
    }

    private async Task<SchedulesModel> ModelAsync(PageRequest request)
    {
        var khronos = KhronosView.Of(await watch.CurrentAsync(request.Aborted));
        return new SchedulesModel(khronos, khronos is null ? null : await SchemaAsync(khronos, request));
    }

    private async Task<string?> SchemaAsync(KhronosView khronos, PageRequest request) =>
        (await contracts.OfReceiverAsync(khronos.Service, PutSchedule.TaskName, request.Aborted))?.Schema;

    private async Task<PageView?> ShowOneAsync(PageRequest request)
    {
        var model = await ModelAsync(request);
        return model.Khronos?.Schedules.FirstOrDefault(schedule => schedule.Name == request.Route("name")) is { } schedule
            ? Show(ScheduleModel.Of(model, schedule))
            : null;
    }

    private static PageView Show(ScheduleModel model) =>
        new(model.Schedule?.Name ?? "New schedule", NavPlace.Schedules, typeof(SchedulePage), model);

    /// <summary>A task with nothing but the schedule's name in it.</summary>
    private Task<Answer> AskAsync(PageRequest request, string task) =>
        PublishAsync(
            request,
            task,
            new JsonObject { ["name"] = request.Field("name") },
            $"Khronos was asked to {task[(task.LastIndexOf('.') + 1)..]} {request.Field("name")}");

    private async Task<Answer> PutAsync(PageRequest request)
    {
        var model = await ModelAsync(request);
        var schedule = model.Khronos?.Schedules.FirstOrDefault(one => one.Name == request.Field("schedule"));
        var problems = new List<string>();
        var fields = SchemaForm.Fields(model.Schema, ScheduleModel.BodyOf(schedule));
        JsonNode? body;
        if (fields is not null && request.Field("source") == "form")
        {
            body = SchemaForm.Read(fields, ScheduleModel.BodyOf(schedule), request.Form, problems);
        }
        else if (!JsonText.TryParse(request.Form["json"].ToString(), out body, out var why))
        {
            problems.Add($"It is no JSON: {why}");
        }

        if (request.Field("owner").Length == 0)
        {
            problems.Add("Say which service the schedule is for: its owner.");
        }

        if (problems.Count == 0)
        {
            try
            {
                return await PublishAsync(request, PutSchedule.TaskName, body as JsonObject ?? [], "Khronos was asked to put the schedule");
            }
            catch (InvalidJobException exception)
            {
                problems.AddRange(exception.Violations.Select(violation => violation.ToString()));
            }
        }

        return Answer.Show(Show(ScheduleModel.Of(model, schedule) with
        {
            Fields = SchemaForm.Fields(model.Schema, body),
            Owner = request.Field("owner"),
            Problems = problems,
        }));
    }

    private async Task<Answer> BackfillAsync(PageRequest request)
    {
        var model = await ModelAsync(request);
        var name = request.Field("name");
        if (model.Khronos?.Schedules.FirstOrDefault(one => one.Name == name) is not { } schedule)
        {
            return Answer.Failed(request.Links.Schedules, $"There is no schedule '{name}', or it is not among those that are shown.");
        }

        if (Moment(request.Field("from")) is not { } from
            || Moment(request.Field("to")) is not { } to
            || from > to
            || to > model.Khronos.Now)
        {
            return Answer.Failed(
                request.Links.Schedule(name),
                "A backfill goes from an earlier to a later time, neither in the future, such as 2026-11-29T18:00; "
                    + $"it was '{request.Field("from")}' to '{request.Field("to")}'.");
        }

        if (request.Field("confirmed") != "yes")
        {
            return Answer.Show(Show(ScheduleModel.Of(model, schedule) with
            {
                Owner = request.Field("owner"),
                Preview = BackfillPreview.Of(schedule, from, to),
            }));
        }

        var body = new JsonObject { ["name"] = name, ["from"] = Text(from), ["to"] = Text(to) };
        return await PublishAsync(request, BackfillSchedule.TaskName, body, $"Khronos was asked for the ticks of {name} again");
    }

    private async Task<Answer> PublishAsync(PageRequest request, string task, JsonObject body, string said)
    {
        var khronos = KhronosView.Of(await watch.CurrentAsync(request.Aborted));
        var owner = request.Field("owner");
        var sent = await request.Operator.PublishAsync(
            new OperatorJob
            {
                Kind = JobKind.Task,
                Name = task,
                Service = khronos?.Service ?? "khronos",
                Body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body),
                PublishedBy = owner.Length == 0 ? null : owner,
            },
            request.Aborted);
        _ = await watch.FreshAsync(request.Aborted);
        return Answer.Done(
            task == DeleteSchedule.TaskName || request.Field("name").Length == 0
                ? request.Links.Schedules
                : request.Links.Schedule(request.Field("name")),
            $"{said}, in the name of {(owner.Length == 0 ? "the operator" : owner)} (job {sent.MessageId}). "
                + "What it refuses is among its invalid jobs, and in the event khronos.schedule.rejected.");
    }

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
