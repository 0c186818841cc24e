using System.Text.Json;
using System.Text.Json.Nodes;
using Khronos;
using Ponos.Commands;
using Ponos.Control;
using Ponos.Management;

namespace Ponos.Tool.Schedules;

/// <summary>
/// Asks Khronos for a change by its task, in the name of a schedule's owner, and watches what becomes of it: what it refuses ends
/// among its invalid or dead jobs, with the reason.
/// </summary>
internal static class ScheduleOrder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { TypeInfoResolver = KhronosJson.TypeInfoResolver };

    /// <summary>Asks, and watches.</summary>
    /// <param name="session">The broker.</param>
    /// <param name="settings">The schedule, and in whose name.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="task">The task.</param>
    /// <param name="isDone">
    /// Whether Khronos' state shows that it is done; none for what shows nowhere. What it shows already says nothing.
    /// </param>
    /// <param name="isNew">Whether the schedule may not be there yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Answer> AskAsync<TTask>(
        Session session,
        ScheduleChangeSettings settings,
        string name,
        TTask task,
        Func<KhronosState, bool>? isDone,
        bool isNew,
        CancellationToken cancellationToken)
    {
        var patience = Wording.Duration(settings.Patience, "--patience") ?? Patience;
        var khronos = await KhronosState.ReadAsync(session, cancellationToken);
        var owner = OwnerOf(settings, khronos, isNew);
        var shows = isDone?.Invoke(khronos) == true ? null : isDone;
        var published = await session.Operator.PublishAsync(
            new OperatorJob
            {
                Kind = JobKind.Task,
                Service = KhronosState.Service,
                Name = name,
                Body = JsonSerializer.SerializeToUtf8Bytes(task, Json),
                PublishedBy = owner,
            },
            cancellationToken);
        var outcome = await WatchAsync(session, name, published.MessageId, shows, patience, cancellationToken);
        return new Answer(
            new JsonObject
            {
                ["messageId"] = published.MessageId,
                ["owner"] = owner,
                ["done"] = outcome.Done,
                ["message"] = outcome.Message,
            },
            console => Grid.Line(console, $"{settings.Name}, in the name of {owner}: {outcome.Message}"),
            outcome.Done == false ? ExitCode.Failed : ExitCode.Fine);
    }

    public static RefusedException Unknown(string name, KhronosState khronos)
    {
        var part = khronos.Total > khronos.Schedules.Count ? $" among the first {khronos.Schedules.Count} of {khronos.Total}" : "";
        return new RefusedException($"Khronos has no schedule '{name}'{part}. 'ponos schedules list' names those it has.");
    }

    private static string OwnerOf(ScheduleChangeSettings settings, KhronosState khronos, bool isNew)
    {
        if (settings.Owner is { } named)
        {
            return named;
        }

        return khronos.Find(settings.Name) is { } schedule
            ? KhronosState.OwnersOf(schedule) switch
            {
                [var only] => only,
                var owners => throw new UsageException(
                    $"'{settings.Name}' belongs to {string.Join(", ", owners)}. Say in whose name: --owner SERVICE."),
            }
            : isNew
                ? throw new UsageException($"'{settings.Name}' is new, and a schedule has an owner. Say which service: --owner SERVICE.")
            : throw Unknown(settings.Name, khronos);
    }

    private static async Task<(bool? Done, string Message)> WatchAsync(
        Session session, string task, string id, Func<KhronosState, bool>? isDone, TimeSpan patience, CancellationToken cancellationToken)
    {
        var letters = session.Operator.DeadLettersOf(KhronosState.Service);
        var since = session.Time.GetTimestamp();
        do
        {
            // What breaks Khronos' own rules is invalid; what it could not do is dead.
            var refused = await letters.PeekAsync(task, id, DeadLetterKind.Invalid, cancellationToken)
                ?? await letters.PeekAsync(task, id, DeadLetterKind.Dead, cancellationToken);
            if (refused is not null)
            {
                return (false, $"Khronos refused it: {refused.Error ?? refused.Reason}");
            }

            if (isDone is not null && await KhronosState.FindAsync(session, cancellationToken) is { } khronos && isDone(khronos))
            {
                return (true, "done.");
            }

            await Task.Delay(BetweenLooks, session.Time, cancellationToken);
        }
        while (session.Time.GetElapsedTime(since) < (isDone is null ? patience / 4 : patience));
        return isDone is null ? (null, "asked for, and Khronos has not refused it.")
            : (false,
                $"asked for, but Khronos has not shown it within {DurationText.Write(patience)}. "
                    + $"Look for {id} in 'ponos services', or wait longer with --patience.");
    }
}
