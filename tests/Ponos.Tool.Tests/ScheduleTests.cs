using System.Text.Json;
using Khronos;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What <c>ponos schedules</c> shows of a real Khronos, and asks of it.</summary>
internal sealed class ScheduleTests : ToolFixture
{
    [SetUp]
    public async Task StartKhronosAsync()
    {
        await Hosts.StartAsync(services => services.AddKhronos(options => options.StatusAddress = null), "khronos");
        await EventuallyAsync(async () => (await PonosAsync("schedules", "list")).ExitCode == 0, "it leads, and tells its schedules");
    }

    [Test, CancelAfter(2 * Bound)]
    public async Task Schedule_FromPutToDelete_IsWhatWasAskedFor()
    {
        await AskAsync("schedules", "put", "report", "--cron", "0 3 * * MON-FRI", "--time-zone", "Europe/Berlin", "--owner", "shop");
        var next = await AskAsync("schedules", "next", "report");
        await AskAsync("schedules", "pause", "report");
        var paused = await AskAsync("schedules", "list", "--owner", "shop");
        await AskAsync("schedules", "resume", "report");
        await AskAsync("schedules", "trigger", "report");
        await AskAsync("schedules", "backfill", "report", "--from", "2026-11-01T00:00:00Z", "--to", "2026-11-10T00:00:00Z");
        await AskAsync("schedules", "delete", "report");
        var deleted = await AskAsync("schedules", "list", "--owner", "shop");

        Assert.That(next.GetProperty("next").GetArrayLength(), Is.EqualTo(10));
        Assert.That(next.GetProperty("next").EnumerateArray().Select(instant => instant.GetDateTimeOffset()), Is.Ordered);
        Assert.That(
            paused.GetProperty("schedules")
                .EnumerateArray()
                .Select(schedule => $"{schedule.GetProperty("name")} {schedule.GetProperty("paused")}"),
            Is.EqualTo(new[] { "report True" }));
        Assert.That(deleted.GetProperty("schedules").GetArrayLength(), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Put_OfWhatKhronosRefuses_EndsWithOneAndItsReason()
    {
        var run = await PonosAsync("schedules", "put", "report", "--cron", "99 3 * * *", "--owner", "shop");

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("Khronos refused it").And.Contain("between 0 and 59"));
    }

    /// <summary>What the state shows already is no sign that it was done.</summary>
    [Test, CancelAfter(2 * Bound)]
    public async Task Change_ThatTheStateShowsAlready_IsNotCalledDone()
    {
        await AskAsync("schedules", "put", "report", "--every", "ten-minutes", "--owner", "shop");

        var others = await PonosAsync("schedules", "delete", "report", "--owner", "billing");
        var resumed = await AskAsync("schedules", "resume", "report");
        var again = await AskAsync("schedules", "put", "report", "--every", "ten-minutes", "--offset", "1m", "--owner", "shop");
        var list = await AskAsync("schedules", "list", "--owner", "shop");

        Assert.That(others.ExitCode, Is.EqualTo(1), others.Output);
        Assert.That(others.Output, Does.Contain("Khronos refused it"));
        Assert.That(
            (resumed.GetProperty("done").ValueKind, again.GetProperty("done").ValueKind),
            Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null)));
        Assert.That(list.GetProperty("schedules").GetArrayLength(), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Change_OfAScheduleThatIsNone_NamesIt()
    {
        var unknown = await PonosAsync("schedules", "pause", "nothing");
        var ownerless = await PonosAsync("schedules", "put", "new", "--every", "ten-minutes");

        Assert.That((unknown.ExitCode, ownerless.ExitCode), Is.EqualTo((1, 2)), ownerless.Output);
        Assert.That(unknown.Output, Does.Contain("'nothing'"));
        Assert.That(ownerless.Output, Does.Contain("--owner"));
    }
}
