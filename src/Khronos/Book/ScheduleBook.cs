using Khronos.Engine;
using Khronos.Naming;
using Khronos.Schedules;
using Khronos.State;

namespace Khronos.Book;

/// <summary>
/// Every schedule there is, and who may change it. What is changed is kept first and in force then, one change at a time.
/// </summary>
internal sealed class ScheduleBook(ITimekeeperState state, TickEngine engine, ClockWatch clock, KhronosOptions options, TimeProvider time)
    : IDisposable
{
    /// <summary>A task that comes twice, or is sent again at a restart, should find what it made.</summary>
    private static readonly TimeSpan OverAfter = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, ScheduleDocument> _documents = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly OwnerQuotas _quotas = new(options, time);

    private readonly LeftExchanges _left = new();

    private AsideSchedules _aside = new(new Dictionary<string, string>());

    /// <summary>
    /// The schedules that were kept and are not in force, with the reasons: they cannot be read, or not be reckoned with, or
    /// another machine knew their time zone and this one does not.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aside => Volatile.Read(ref _aside).With(engine.Aside);

    /// <summary>Reads what was kept and puts it in force, once, before the first task comes.</summary>
    public Task OpenAsync(IEnumerable<TimeSpan> builtIn, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var stored = await state.LoadAsync(cancellationToken);
            var watermark = stored.Watermark ?? clock.Read();
            foreach (var document in stored.Documents)
            {
                _documents[document.Name] = document;
            }

            foreach (var interval in builtIn)
            {
                var document = BuiltInSchedules.Of(interval, watermark);
                // A service may have asked for the interval before it was built in.
                _documents[document.Name] = _documents.TryGetValue(document.Name, out var asked)
                    ? ScheduleOwnership.With(asked, ScheduleOwnership.Itself)
                    : document;
            }

            foreach (var document in _documents.Values)
            {
                _quotas.Replace(null, document);
            }

            engine.Begin(watermark);
            Volatile.Write(ref _aside, new AsideSchedules(stored.Unreadable));
            foreach (var document in _documents.Values)
            {
                PutInForce(document, watermark);
            }

            return _documents.Count;
        },
        cancellationToken);

    public Task<ScheduleAnswer> PutAsync(PutSchedule put, Asker by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var now = clock.Read();
            var name = put.Name ?? put.Every;
            // The same again, as at every start of a service, is no reason to look whether it is still in the future.
            if (ScheduleName.TryParse(name, out var parsed) && _documents.TryGetValue(parsed.Text, out var there))
            {
                return await PutAgainAsync(put, there, by, now, cancellationToken);
            }

            var document = new ScheduleDocument
            {
                Definition = ScheduleDefinition.Canonical(put, now),
                Owners = [],
                PutAt = now,
                ActiveFrom = now,
            }
                .WithOwners([by.AsOwner]);
            Demand(null, document, by.AsOwner, now);
            await KeepAsync(document, cancellationToken);
            return Answer(document, ScheduleChange.Created);
        },
        cancellationToken);

    public Task<ScheduleAnswer?> DeleteAsync(string name, Asker by, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            if (!ScheduleName.TryParse(name, out var parsed) || !_documents.TryGetValue(parsed.Text, out var document))
            {
                return null;
            }

            var left = ScheduleOwnership.Without(document, ScheduleOwnership.Require(document, by));
            if (left.Owners.Count > 0)
            {
                await KeepAsync(left, cancellationToken);
                return Answer(left, ScheduleChange.Updated);
            }

            await RemoveAsync(document, cancellationToken);
            return Answer(document, ScheduleChange.Deleted) with { NextAt = null };
        },
        cancellationToken);

    /// <summary>Forgets schedules whose last instant is long done: nothing of them will ever come.</summary>
    /// <returns>How many those were.</returns>
    public Task<int> ForgetOverAsync(CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var done = engine.Watermark - OverAfter;
            var over = _documents.Values.Where(document => document.IsOver(done)).ToArray();
            foreach (var document in over)
            {
                await RemoveAsync(document, cancellationToken);
            }

            return over.Length;
        },
        cancellationToken);

    /// <summary>
    /// Removes the exchange of one event whose schedule is gone, where nobody listens to it. Nothing is put meanwhile, so that
    /// none is removed that is wanted again.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    /// <exception cref="Ponos.TopologyMismatchException">The broker does not let Khronos.</exception>
    public Task<bool> RemoveNextExchangeAsync(EventExchanges exchanges, CancellationToken cancellationToken) =>
        Changing(() => _left.RemoveNextAsync(exchanges, cancellationToken), cancellationToken);

    public Task<ScheduleAnswer> PauseAsync(string name, Asker by, CancellationToken cancellationToken) =>
        HoldAsync(name, by, isPaused: true, cancellationToken);

    public Task<ScheduleAnswer> ResumeAsync(string name, Asker by, CancellationToken cancellationToken) =>
        HoldAsync(name, by, isPaused: false, cancellationToken);

    /// <summary>A schedule that the service may fire out of turn.</summary>
    /// <exception cref="ScheduleRefusedException">It is not there, or not the service's own.</exception>
    public Task<OwnSchedule> OwnAsync(string name, Asker by, CancellationToken cancellationToken) =>
        Changing(
            () =>
            {
                var document = Own(name, by);
                return document.TryToSchedule(out var schedule, out var reason)
                    ? Task.FromResult(new OwnSchedule(schedule, ScheduleOwnership.Require(document, by)))
                    : throw new ScheduleRefusedException([$"'{name}' is not in force here: {reason}"]);
            },
            cancellationToken);

    /// <summary>Whether the owner may have so many ticks again, which then count.</summary>
    /// <exception cref="ScheduleRefusedException">It has had too many lately.</exception>
    public Task TakeBackfillAsync(ScheduleOwner owner, int ticks, CancellationToken cancellationToken) => Changing(
        () =>
        {
            _quotas.TakeBackfill(owner, ticks);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>Every schedule, by name, for whoever looks.</summary>
    public async Task<IReadOnlyList<ScheduleDocument>> ListAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return [.. _documents.Values.OrderBy(document => document.Name, StringComparer.Ordinal)];
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private Task<ScheduleAnswer> HoldAsync(string name, Asker by, bool isPaused, CancellationToken cancellationToken) => Changing(
        async () =>
        {
            var document = Own(name, by);
            if (document.IsPaused == isPaused)
            {
                return Answer(document, null);
            }

            // What would have come during the pause was not missed.
            var held = document with { IsPaused = isPaused, ActiveFrom = isPaused ? document.ActiveFrom : clock.Read() };
            await KeepAsync(held, cancellationToken);
            return Answer(held, isPaused ? ScheduleChange.Paused : ScheduleChange.Resumed);
        },
        cancellationToken);

    private async Task<ScheduleAnswer> PutAgainAsync(
        PutSchedule put, ScheduleDocument there, Asker by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!ScheduleOwnership.IsShared(there))
        {
            _ = ScheduleOwnership.Require(there, by);
        }

        var claimed = ScheduleOwnership.PutBy(there, by);
        var owner = ScheduleOwnership.OwnerFor(claimed, by) ?? by.AsOwner;
        var definition = ScheduleDefinition.Canonical(put, there.PutAt < now ? there.PutAt : now);
        if (ScheduleDefinition.AreSame(definition, there.Definition))
        {
            if (ReferenceEquals(claimed, there))
            {
                return Answer(there, null);
            }

            _quotas.DemandRoom(there, claimed, owner);
            await KeepAsync(claimed, cancellationToken);
            return Answer(claimed, ScheduleChange.Updated);
        }

        var replaced = claimed with { Definition = ScheduleDefinition.Canonical(put, now), PutAt = now, ActiveFrom = now };
        Demand(there, replaced, owner, now);
        await KeepAsync(replaced, cancellationToken);
        return Answer(replaced, ScheduleChange.Updated);
    }

    private async Task KeepAsync(ScheduleDocument document, CancellationToken cancellationToken)
    {
        // Which events are built in is a setting and not a wish that is kept.
        await state.KeepAsync(ScheduleOwnership.Without(document, ScheduleOwnership.Itself), cancellationToken);
        _quotas.Replace(_documents.GetValueOrDefault(document.Name), document);
        _documents[document.Name] = document;
        _left.Keep(document.ParsedName);
        PutInForce(document, document.ActiveFrom);
    }

    /// <summary>Whether a schedule may be kept: there is room for it, and it can be reckoned with.</summary>
    private void Demand(ScheduleDocument? before, ScheduleDocument after, ScheduleOwner owner, DateTimeOffset now)
    {
        _quotas.DemandRoom(before, after, owner);
        ScheduleTrial.Run(after, now, options.ShortestInterval);
    }

    private void PutInForce(ScheduleDocument document, DateTimeOffset position)
    {
        if (document.TryToSchedule(out var schedule, out var reason))
        {
            _aside.Set(document.Name, null);
            engine.Set(schedule, position);
        }
        else
        {
            _aside.Set(document.Name, reason);
            engine.Remove(document.Name);
        }
    }

    private async Task RemoveAsync(ScheduleDocument document, CancellationToken cancellationToken)
    {
        await state.ForgetAsync(document.Name, cancellationToken);
        _ = _documents.Remove(document.Name);
        _left.Add(document.ParsedName);
        _quotas.Replace(document, null);
        _aside.Set(document.Name, null);
        engine.Remove(document.Name);
    }

    private ScheduleDocument Own(string name, Asker by)
    {
        if (!ScheduleName.TryParse(name, out var parsed) || !_documents.TryGetValue(parsed.Text, out var document))
        {
            throw new ScheduleRefusedException([$"There is no schedule of this name. Put it first, with {PutSchedule.TaskName}."]);
        }

        _ = ScheduleOwnership.RequireAlone(document, by);
        return document;
    }

    private ScheduleAnswer Answer(ScheduleDocument document, ScheduleChange? change) =>
        new(document.ParsedName, change, document.TryToSchedule(out var schedule, out _) ? schedule.Next(clock.Read()) : null);

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
