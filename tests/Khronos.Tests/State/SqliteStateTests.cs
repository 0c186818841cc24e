using Khronos.Book;
using Khronos.Engine;
using Khronos.Schedules;
using Khronos.State;
using Khronos.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Khronos.Tests.State;

public sealed class SqliteStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-23T09:59:30Z");

    private string _file = null!;

    [SetUp]
    public void SetUp() => _file = Path.Combine(Path.GetTempPath(), $"khronos-{Guid.NewGuid():N}.db");

    [TearDown]
    public void TearDown()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Test, Platform(Exclude = "Win"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task LoadAsync_NewFile_IsItsOwnersAlone()
    {
        using var state = new SqliteState(_file);
        await state.LoadAsync(default);
        await state.MarkAsync(Start, default);

        var files = Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*");
        Assert.That(files, Has.Length.GreaterThan(1), "SQLite has files of its own beside it.");
        Assert.That(files.Select(File.GetUnixFileMode), Has.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task LoadAsync_AfterARestart_HasEverythingThatWasKept()
    {
        var document = new ScheduleDocument
        {
            Definition = ScheduleDefinition.Canonical(
                new PutSchedule { Name = "mine", Cron = "0 3 * * *", TimeZone = "Europe/Berlin", CatchUp = CatchUp.All }, Start),
            Owners = ["me"], PutAt = Start, ActiveFrom = Start.AddHours(1), IsPaused = true,
        };
        using (var first = new SqliteState(_file))
        {
            Assert.That((await first.LoadAsync(default)).Watermark, Is.Null);
            await first.KeepAsync(document with { IsPaused = false }, default);
            await first.KeepAsync(document, default);
            await first.KeepAsync(document with { Definition = document.Definition with { Name = "gone" } }, default);
            await first.ForgetAsync("gone", default);
            await first.MarkAsync(Start.AddHours(2), default);
            await first.MarkAsync(Start.AddHours(1), default);
        }

        using var second = new SqliteState(_file);
        var stored = await second.LoadAsync(default);
        Assert.That(stored.Watermark, Is.EqualTo(Start.AddHours(2)), "A watermark never goes back.");
        var kept = stored.Documents.Single();
        Assert.That(kept with { Owners = document.Owners }, Is.EqualTo(document));
        Assert.That(kept.Owners, Is.EqualTo(document.Owners));
    }

    [Test]
    public async Task LoadAsync_RowThatCannotBeRead_IsNamedWithItsFileAndTheOthersAreThere()
    {
        using (var first = new SqliteState(_file))
        {
            await first.LoadAsync(default);
            foreach (var name in new[] { "mine", "poison" })
            {
                await first.KeepAsync(
                    new ScheduleDocument
                    {
                        Definition = new PutSchedule { Name = name, Every = "one-hour" },
                        Owners = ["me"],
                        PutAt = Start,
                        ActiveFrom = Start,
                    },
                    default);
            }
        }

        await using (var connection = new SqliteConnection($"Data Source={_file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE schedules SET document = '{' WHERE name = 'poison'";
            await command.ExecuteNonQueryAsync();
        }

        using var second = new SqliteState(_file);
        var stored = await second.LoadAsync(default);
        Assert.That(stored.Documents.Single().Name, Is.EqualTo("mine"));
        Assert.That(stored.Unreadable.Single().Key, Is.EqualTo("poison"));
        Assert.That(stored.Unreadable.Single().Value, Does.Contain(_file));
    }

    [Test]
    public async Task LoadAsync_FileOfSomethingElse_SaysWhichFileAndWhatToDo()
    {
        await File.WriteAllTextAsync(_file, "no database at all, and long enough to be taken for a header of one");
        using var state = new SqliteState(_file);
        Assert.That(
            async () => await state.LoadAsync(default),
            Throws.InvalidOperationException.With.Message.Contains(_file).And.Message.Contains("Khronos:StateFile"));
    }

    [Test]
    public async Task OpenAsync_AfterARestart_CatchesUpWithoutRepeating()
    {
        string[] before;
        using (var state = new SqliteState(_file))
        {
            using var rig = new EngineRig(new TestClock(Start));
            using var book = new ScheduleBook(state, rig.Engine, rig.Watch, new KhronosOptions(), rig.Clock);
            await book.OpenAsync([TimeSpan.FromHours(1)], default);
            rig.Start();
            await book.PutAsync(new PutSchedule { Name = "each", Every = "10m", CatchUp = CatchUp.All }, new Asker("me"), default);
            rig.AdvanceInSteps(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(1));
            await state.MarkAsync(rig.Engine.Watermark, default);
            before = [.. rig.Sink.Published.Select(tick => tick.Id)];
        }

        using var again = new SqliteState(_file);
        using var restarted = new EngineRig(new TestClock(Start.AddHours(1)));
        using var reopened = new ScheduleBook(again, restarted.Engine, restarted.Watch, new KhronosOptions(), restarted.Clock);
        await reopened.OpenAsync([TimeSpan.FromHours(1)], default);
        restarted.Drive();
        restarted.AdvanceInSteps(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(1));
        Assert.That(before, Is.EquivalentTo(["one-hour@2026-11-23T10:00:00Z", "each@2026-11-23T10:00:00Z", "each@2026-11-23T10:10:00Z"]));
        Assert.That(restarted.Sink.Of("each").Select(tick => (tick.ScheduledAt.ToString("HH:mm"), tick.Kind)), Is.EqualTo(
        [
            ("10:20", TickKind.CatchUp), ("10:30", TickKind.CatchUp), ("10:40", TickKind.CatchUp), ("10:50", TickKind.CatchUp),
            ("11:00", TickKind.Scheduled), ("11:10", TickKind.Scheduled),
        ]));
        Assert.That(restarted.Sink.Of("one-hour").Single().Missed, Is.Null);
    }

    [Test]
    public async Task LoadAsync_DocumentsOfOtherVersions_AreReadAndTick()
    {
        using (var first = new SqliteState(_file))
        {
            await first.LoadAsync(default);
            await first.MarkAsync(Start, default);
        }

        // As format 1 was written first, and with what a later version may add: neither may lose a schedule.
        await ExecuteAsync("""
            INSERT INTO schedules (name, document) VALUES
            ('old', '{"definition":{"name":"old","every":"ten-minutes"},"owners":["me"],"putAt":"2026-11-23T09:00:00+00:00","activeFrom":"2026-11-23T09:00:00+00:00"}'),
            ('new', '{"definition":{"name":"new","every":"ten-minutes","colour":"green"},"owners":["me"],"putAt":"2026-11-23T09:00:00+00:00","activeFrom":"2026-11-23T09:00:00+00:00","isPaused":false,"tags":["a"]}')
            """);
        using var state = new SqliteState(_file);
        using var rig = new EngineRig(new TestClock(Start));
        using var book = new ScheduleBook(state, rig.Engine, rig.Watch, new KhronosOptions(), rig.Clock);
        await book.OpenAsync([], default);
        rig.Drive().AdvanceInSteps(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1));
        Assert.That(rig.Sink.Published.Select(tick => tick.Id), Is.EquivalentTo(["old@2026-11-23T10:00:00Z", "new@2026-11-23T10:00:00Z"]));
    }

    [Test]
    public async Task LoadAsync_FileOfANewerKhronos_IsRefused()
    {
        await ExecuteAsync("PRAGMA user_version = 99");
        using var state = new SqliteState(_file);
        Assert.That(() => state.LoadAsync(default), Throws.InvalidOperationException.With.Message.Contains("99"));
    }

    private async Task ExecuteAsync(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
