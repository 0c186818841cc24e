using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ponos.PostgreSql.Inbox;
using Ponos.PostgreSql.Tables;
using Ponos.PostgreSql.Tests.Support;

namespace Ponos.PostgreSql.Tests;

/// <summary>A job that comes more than once has its effect once.</summary>
internal sealed class InboxTests : OutboxFixture
{
    private const string Effects = "CREATE TABLE effects (message_id text); ";

    [Test, CancelAfter(180_000)]
    public async Task RememberAsync_JobThatComesTwice_HasOneEffectAndIsADuplicate()
    {
        await Database.ExecuteAsync(Effects);
        var service = await StartAsync(
            further: builder => builder.MapTask("cards.note", (Job _, JobContext context) => NoteAsync(context)), settings: Forgetful);

        await service.Publisher.PublishTaskAsync("cards.note", new { }, new PublishOptions { MessageId = "m-1" });
        _ = await service.Jobs.SettledAsync("cards.note", JobOutcome.Succeeded, TestContext.CurrentContext.CancellationToken);
        await service.Publisher.PublishTaskAsync("cards.note", new { }, new PublishOptions { MessageId = "m-1" });
        _ = await service.Jobs.SettledAsync("cards.note", JobOutcome.Duplicate, TestContext.CurrentContext.CancellationToken);

        Assert.That(await EffectsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task RememberAsync_CopiesAtTheSameTime_HaveOneEffect()
    {
        await Database.ExecuteAsync(Effects);
        var service = await StartAsync(
            further: builder => builder.MapTask("cards.note", (Job _, JobContext context) => NoteAsync(context), new() { Concurrency = 8 }),
            settings: Forgetful);

        await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => service.Publisher.PublishTaskAsync("cards.note", new { }, new PublishOptions { MessageId = $"m-{i % 5}" })));
        await Wait.UntilAsync(() => service.Jobs.Settled.Count >= 40, () => "40 settlements");

        Assert.That(await EffectsAsync(), Is.EqualTo(5));
        Assert.That(service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Succeeded), Is.EqualTo(5));
        Assert.That(service.Jobs.Settled.Count(job => job.Outcome == JobOutcome.Duplicate), Is.EqualTo(35));
    }

    [Test, CancelAfter(180_000)]
    public async Task RememberAsync_AttemptThatFailed_IsNotRemembered()
    {
        await Database.ExecuteAsync(Effects);
        var service = await StartAsync(
            further: builder => builder.MapTask(
                "cards.note",
                (Job _, JobContext context) => NoteAsync(context, fails: context.Attempt == 1),
                new() { MaxAttempts = 3, Delay = TimeSpan.FromMilliseconds(10) }),
            settings: Forgetful);

        await service.Publisher.PublishTaskAsync("cards.note", new { }, new PublishOptions { MessageId = "m-1" });
        var settled = await service.Jobs.SettledAsync("cards.note", JobOutcome.Succeeded, TestContext.CurrentContext.CancellationToken);

        Assert.That(await EffectsAsync(), Is.EqualTo(1));
        Assert.That(settled.MessageId, Is.EqualTo("m-1"));
    }

    [Test]
    public async Task RememberAsync_JobWithoutId_IsAlwaysNew()
    {
        _ = await StartAsync();
        var context = new JobContext { Name = "a", Kind = JobKind.Task, Service = Service, Queue = "q", HandlerName = "h" };

        await Database.CommitAsync(async transaction =>
        {
            Assert.That(await transaction.RememberAsync(context), Is.True);
            Assert.That(await transaction.RememberAsync(context), Is.True);
        });

        Assert.That(context.IsDuplicate, Is.False);
    }

    [Test]
    public async Task CleanAsync_OnlyWhatIsTooOldAndOfTheService_IsForgotten()
    {
        await Database.Source.EnsurePonosTablesAsync();
        await Database.ExecuteAsync($"""
            INSERT INTO ponos.inbox (queue, message_id, service, handled_at)
            SELECT 'q', i::text, '{Service}', now() - interval '2 days' FROM generate_series(1, 12000) i;
            INSERT INTO ponos.inbox (queue, message_id, service, handled_at) VALUES ('q', 'young', '{Service}', now() - interval '1 hour'), ('q2', 'old', 'other', now() - interval '2 days');
            """);
        using var cleaner = NewCleaner();

        Assert.That(await cleaner.CleanAsync(default), Is.EqualTo(12000));
        Assert.That(
            await Database.ScalarAsync<string>("SELECT string_agg(message_id, ',' ORDER BY message_id) FROM ponos.inbox"),
            Is.EqualTo("old,young"));
        Assert.That(await cleaner.CleanAsync(default), Is.Zero);
    }

    [Test]
    public async Task CleanAsync_WhileAnotherProcessIsAtIt_LeavesItToThat()
    {
        await Database.Source.EnsurePonosTablesAsync();
        using var cleaner = NewCleaner();
        await using var connection = await Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var other = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, transaction)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = new TableNames("ponos").LockKey("inbox " + Service) } },
        };
        await other.ExecuteNonQueryAsync();

        Assert.That(await cleaner.CleanAsync(default), Is.EqualTo(-1));
        await transaction.RollbackAsync();
        Assert.That(await cleaner.CleanAsync(default), Is.Zero);
    }

    /// <summary>Without the memory of the process, so that it is the table that knows.</summary>
    private static readonly (string, string)[] Forgetful = [("Ponos:InboxSize", "0")];

    private InboxCleaner NewCleaner() => new(
        Service,
        new PostgreSqlOutboxOptions { InboxRetention = TimeSpan.FromDays(1) },
        Database.Source,
        new TableNames("ponos"),
        TimeProvider.System,
        NullLogger.Instance);

    private Task NoteAsync(JobContext context, bool fails = false) => Database.CommitAsync(async transaction =>
    {
        if (!await transaction.RememberAsync(context))
        {
            return;
        }

        await using var effect = new NpgsqlCommand("INSERT INTO effects VALUES ($1)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = context.MessageId } },
        };
        await effect.ExecuteNonQueryAsync();
        if (fails)
        {
            throw new InvalidOperationException("As a provider does now and then.");
        }
    });

    private Task<long> EffectsAsync() => Database.ScalarAsync<long>("SELECT count(*) FROM effects");
}
