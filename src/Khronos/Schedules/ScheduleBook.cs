using System.Diagnostics.CodeAnalysis;
using Khronos.Engine;
using Khronos.State;

namespace Khronos.Schedules;

/// <summary>
/// Every schedule there is, and who may change it. What is changed is kept first and in force then, one change at a time.
/// </summary>
internal sealed class ScheduleBook(ITimekeeperState state, TickEngine engine, ClockWatch clock) : IDisposable
{
    /// <summary>Owns the events that are published without being asked for.</summary>
    public const string Khronos = "khronos";

    private readonly Dictionary<string, ScheduleDocument> _documents = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>
    /// The schedules that were kept and are not in force, with the reasons: another machine knew their time zone, and this
    /// one does not.
    /// </summary>
    public IReadOnlyDictionary<string, string> Unusable { get; private set; } = new Dictionary<string, string>();

    /// <summary>Reads what was kept and puts it in force, in place of all that was, before the first task comes.</summary>
    public Task OpenAsync(IEnumerable<TimeSpan> builtIn, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var stored = await state.LoadAsync(cancellationToken);
            var watermark = stored.Watermark ?? clock.Read();
            _documents.Clear();
            foreach (var document in stored.Documents)
            {
                _documents[document.Name] = document;
            }

            foreach (var interval in builtIn)
            {
                var document = BuiltInSchedules.Of(interval, watermark);
                // A service may have asked for the interval before it was built in.
                _documents[document.Name] = _documents.TryGetValue(document.Name, out var asked) ? Join(asked, Khronos) : document;
            }

            engine.Clear();
            engine.Begin(watermark);
            var unusable = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var document in _documents.Values)
            {
                if (TryCompile(document, out var schedule, out var reason))
                {
                    engine.Set(schedule, watermark);
                }
                else
                {
                    unusable[document.Name] = reason;
                }
            }

            Unusable = unusable;
            return _documents.Count;
        },
        cancellationToken);

    public Task<ScheduleAnswer> PutAsync(PutSchedule put, string by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var now = clock.Read();
            var name = put.Name ?? put.Every;
            // The same again, as at every start of a service, is no reason to look whether it is still in the future.
            if (Naming.ScheduleName.TryParse(name, out var parsed) && _documents.TryGetValue(parsed.Text, out var there))
            {
                return await PutAgainAsync(put, there, by, now, cancellationToken);
            }

            var document = new ScheduleDocument { Definition = ScheduleDefinition.Canonical(put, now), Owners = [by], PutAt = now, ActiveFrom = now };
            await KeepAsync(document, cancellationToken);
            return Answer(document, ScheduleChange.Created);
        },
        cancellationToken);

    public Task<ScheduleAnswer?> DeleteAsync(string name, string by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            if (!Naming.ScheduleName.TryParse(name, out var parsed) || !_documents.TryGetValue(parsed.Text, out var document))
            {
                return null;
            }

            RequireOwner(document, by);
            var left = document with { Owners = [.. document.Owners.Where(owner => owner != by)] };
            if (left.Owners.Count > 0)
            {
                await KeepAsync(left, cancellationToken);
                return Answer(left, ScheduleChange.Updated);
            }

            await state.ForgetAsync(document.Name, cancellationToken);
            _ = _documents.Remove(document.Name);
            engine.Remove(document.Name);
            return Answer(document, ScheduleChange.Deleted) with { NextAt = null };
        },
        cancellationToken);

    public Task<ScheduleAnswer> PauseAsync(string name, string by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var document = Own(name, by);
            if (document.IsPaused)
            {
                return Answer(document, null);
            }

            var paused = document with { IsPaused = true };
            await KeepAsync(paused, cancellationToken);
            return Answer(paused, ScheduleChange.Paused);
        },
        cancellationToken);

    public Task<ScheduleAnswer> ResumeAsync(string name, string by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var document = Own(name, by);
            if (!document.IsPaused)
            {
                return Answer(document, null);
            }

            // What would have come during the pause was not missed.
            var resumed = document with { IsPaused = false, ActiveFrom = clock.Read() };
            await KeepAsync(resumed, cancellationToken);
            return Answer(resumed, ScheduleChange.Resumed);
        },
        cancellationToken);

    /// <summary>A schedule that the service may fire out of turn.</summary>
    /// <exception cref="ScheduleRefusedException">It is not there, or not the service's own.</exception>
    public Task<Schedule> OwnAsync(string name, string by, CancellationToken cancellationToken) =>
        Changing(() => Task.FromResult(Own(name, by).ToSchedule()), cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task<ScheduleAnswer> PutAgainAsync(PutSchedule put, ScheduleDocument there, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isShared = IsShared(there);
        if (!isShared)
        {
            RequireOwner(there, by);
        }

        var definition = ScheduleDefinition.Canonical(put, there.PutAt < now ? there.PutAt : now);
        if (ScheduleDefinition.AreSame(definition, there.Definition))
        {
            if (there.Owners.Contains(by))
            {
                return Answer(there, null);
            }

            var joined = Join(there, by);
            await KeepAsync(joined, cancellationToken);
            return Answer(joined, ScheduleChange.Updated);
        }

        var replaced = there with { Definition = ScheduleDefinition.Canonical(put, now), PutAt = now, ActiveFrom = now };
        await KeepAsync(replaced, cancellationToken);
        return Answer(replaced, ScheduleChange.Updated);
    }

    private async Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken)
    {
        // Which events are built in is a setting and not a wish that is kept.
        await state.KeepAsync(document with { Owners = [.. document.Owners.Where(owner => owner != Khronos)] }, cancellationToken);
        _documents[document.Name] = document;
        if (TryCompile(document, out var schedule, out _))
        {
            engine.Set(schedule, document.ActiveFrom);
        }
    }

    private ScheduleDocument Own(string name, string by)
    {
        if (!Naming.ScheduleName.TryParse(name, out var parsed) || !_documents.TryGetValue(parsed.Text, out var document))
        {
            throw new ScheduleRefusedException([$"There is no schedule of this name. Put it first, with {PutSchedule.TaskName}."]);
        }

        if (IsShared(document))
        {
            throw new ScheduleRefusedException([$"'{document.Name}' is an interval that services share: nobody can pause it or fire it for the others. Put a schedule with a name of your own."]);
        }

        RequireOwner(document, by);
        return document;
    }

    private static void RequireOwner(ScheduleDocument document, string by)
    {
        if (!document.Owners.Contains(by))
        {
            throw new ScheduleRefusedException([$"'{document.Name}' belongs to {string.Join(", ", document.Owners)}, and '{by}' cannot change it. Choose another name."]);
        }
    }

    private static bool IsShared(ScheduleDocument document) => NameOf(document).Duration is not null;

    private static Naming.ScheduleName NameOf(ScheduleDocument document) =>
        Naming.ScheduleName.TryParse(document.Name, out var name) ? name : throw new FormatException($"'{document.Name}' was kept and is no name of a schedule.");

    private static bool TryCompile(ScheduleDocument document, [NotNullWhen(true)] out Schedule? schedule, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            (schedule, reason) = (document.ToSchedule(), null);
            return true;
        }
        catch (Exception exception) when (exception is TimeZoneNotFoundException or InvalidTimeZoneException or FormatException)
        {
            (schedule, reason) = (null, exception.Message);
            return false;
        }
    }

    private static ScheduleDocument Join(ScheduleDocument document, string owner) => document with { Owners = [.. document.Owners, owner] };

    private ScheduleAnswer Answer(ScheduleDocument document, ScheduleChange? change)
    {
        return new ScheduleAnswer(NameOf(document), change, TryCompile(document, out var schedule, out _) ? schedule.Next(clock.Read()) : null);
    }

    private async Task<TResult> Changing<TResult>(Func<Task<TResult>> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            state.Demand();
            return await change();
        }
        finally
        {
            _gate.Release();
        }
    }
}
