using System.Text.Json;
using Khronos;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary><c>schedules put</c>.</summary>
internal sealed class SchedulePutCommand : OperatorCommand<SchedulePutSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, SchedulePutSettings settings, CancellationToken cancellationToken)
    {
        if (new[] { settings.Every, settings.Cron, settings.At }.Count(given => given is not null) > 1)
        {
            throw new UsageException("Give one of --every, --cron and --at.");
        }

        var put = new PutSchedule
        {
            Name = settings.Name,
            Every = settings.Every,
            Cron = settings.Cron,
            TimeZone = settings.TimeZone,
            At = Wording.Instant(settings.At, "--at"),
            Offset = settings.Offset,
            Jitter = settings.Jitter,
            StartsAt = Wording.Instant(settings.StartsAt, "--starts-at"),
            EndsAt = Wording.Instant(settings.EndsAt, "--ends-at"),
            CatchUp = CatchUpOf(settings.CatchUp),
            Payload = PayloadOf(settings.Payload),
        };
        var before = (await KhronosState.ReadAsync(session, cancellationToken)).Find(settings.Name);
        var definition = DefinitionOf(before);
        var isSame = before is { } there && IsSame(there, put);
        return await ScheduleOrder.AskAsync(
            session,
            settings,
            PutSchedule.TaskName,
            put,
            // Putting the same again may change nothing.
            isSame ? null : khronos => khronos.Find(settings.Name) is { } now && (before is null || DefinitionOf(now) != definition),
            isNew: true,
            cancellationToken);
    }

    private static string? DefinitionOf(JsonElement? schedule) => schedule?.Member("definition")?.GetRawText();

    private static bool IsSame(JsonElement schedule, PutSchedule put) =>
        schedule.Member("definition") is { } definition
        && definition.Text("cron") == put.Cron
        && definition.Text("every") == put.Every
        && definition.Text("timeZone") == put.TimeZone;

    private static CatchUp? CatchUpOf(string? word) => word is null ? null
        : Enum.TryParse<CatchUp>(word, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(word[0]) ? known
        : throw new UsageException(
            $"--catch-up is {string.Join(", ", Enum.GetNames<CatchUp>().Select(name => name.ToLowerInvariant()))}, and not '{word}'.");

    private static JsonElement? PayloadOf(string? json)
    {
        try
        {
            return json is null ? null : JsonElement.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"--payload is no JSON: {exception.Message}");
        }
    }
}
