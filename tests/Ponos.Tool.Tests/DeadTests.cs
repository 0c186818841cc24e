using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What <c>ponos dead</c> shows of jobs that were given up on, and does with them.</summary>
internal sealed class DeadTests : ToolFixture
{
    private const string Schema = """{"type":"object","properties":{"dock":{"type":"string","maxLength":4}},"required":["dock"]}""";

    private volatile bool _isMended;

    [Test, CancelAfter(Bound)]
    public async Task List_OfDeadJobs_HasThemWithTheirReasonAndNothingThatSteersTheTerminal()
    {
        await DieAsync("a", "b");

        var list = await AskAsync("dead", "list", "images", "clean");
        var people = await PonosAsync("dead", "list", "images", "clean", "--most", "1");

        Assert.That(Text(list, "total"), Is.EqualTo("2"));
        Assert.That(
            list.GetProperty("jobs")
                .EnumerateArray()
                .Select(job => $"{job.GetProperty("messageId")} {job.GetProperty("reason")} {job.GetProperty("errorType")}"),
            Is.EqualTo(new[] { "a stopped Ponos.WorkerStopException", "b stopped Ponos.WorkerStopException" }));
        Assert.That(people.Output, Does.Contain("no such dock").And.Contain("The first 1 of 2").And.Not.Contain('\u001b'));
    }

    [Test, CancelAfter(Bound)]
    public async Task Show_OfOne_HasItsBodyAndHowItStandsToTheContract()
    {
        await DieAsync("a");

        var job = await AskAsync("dead", "show", "images", "clean", "a");
        var none = await PonosAsync("dead", "show", "images", "clean", "zz");

        Assert.That(Text(job.GetProperty("body"), "dock"), Is.EqualTo("a"));
        Assert.That(job.GetProperty("violations").GetArrayLength(), Is.Zero);
        Assert.That(Text(job, "contract"), Is.EqualTo(Text(job, "publisherContract")));
        Assert.That(none.ExitCode, Is.EqualTo(1));
        Assert.That(none.Output, Does.Contain("'zz'"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Group_OfInvalidJobs_CountsThemByPlaceAndPublisher()
    {
        await StartAsync();
        await PublishRawAsync("images.clean", """{"dock":"far-away"}""", "x", "health", "47a3");
        await PublishRawAsync("images.clean", """{"dock":"too-far"}""", "y", "health", "47a3");
        await PublishRawAsync("images.clean", "{}", "z", "metrics");
        await EventuallyAsync(async () => await CountAsync("images.clean.invalid") == 3, "they are invalid");

        var groups = (await AskAsync("dead", "group", "images", "clean", "--invalid")).GetProperty("groups");

        Assert.That(Text(groups[0], "count"), Is.EqualTo("2"));
        Assert.That(Text(groups[0], "violations"), Does.Contain("/dock").And.Contain("maxLength"));
        Assert.That((Text(groups[0], "publishedBy"), Text(groups[0], "publisherContract")), Is.EqualTo(("health", "47a3")));
        Assert.That(groups.GetArrayLength(), Is.EqualTo(2));
    }

    [Test, CancelAfter(Bound)]
    public async Task Replay_OfOne_SendsItBackAndLeavesTheOthers(CancellationToken cancellationToken)
    {
        var images = await DieAsync("a", "b");
        _isMended = true;

        var sent = await AskAsync("dead", "replay", "images", "clean", "--id", "b");
        var none = await PonosAsync("dead", "replay", "images", "clean", "--id", "zz");

        await images.Jobs.SettledAsync(job => job is { MessageId: "b", Outcome: JobOutcome.Succeeded }, "b", cancellationToken);
        Assert.That(Text(sent, "sent"), Is.EqualTo("1"));
        Assert.That(none.ExitCode, Is.EqualTo(1));
        Assert.That(await CountAsync("images.clean.dead"), Is.EqualTo(1));
    }

    [Test, CancelAfter(Bound)]
    public async Task Replay_ThatDiesAgain_StopsAndSaysSo()
    {
        await DieAsync("a", "b", "c", "d", "e");

        var run = await PonosAsync("dead", "replay", "images", "clean", "--all", "--rate", "2", "--stop-when-one-dies");

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Output);
        Assert.That(run.Output, Does.Contain("Stopped"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Replay_OfSoManyAsWasSaid_IsDone()
    {
        await DieAsync("a", "b", "c");

        var sent = await AskAsync("dead", "replay", "images", "clean", "--all", "--most", "2");

        Assert.That(Text(sent, "sent"), Is.EqualTo("2"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Show_OfTextInLettersOfAnyLanguage_WritesThem()
    {
        await DieAsync("дом");

        var people = await PonosAsync("dead", "show", "images", "clean", "дом");

        Assert.That(people.Output, Does.Contain("\"dock\": \"дом\""));
    }

    [Test, CancelAfter(Bound)]
    public async Task Edit_ABodyThatKeepsTheContract_TakesTheJobsPlace(CancellationToken cancellationToken)
    {
        var images = await DieAsync("a");
        _isMended = true;

        var refused = await PonosAsync("dead", "edit", "images", "clean", "a", "--json", """{"dock":"far-away"}""");
        var edited = await AskAsync("dead", "edit", "images", "clean", "a", "--json", """{"dock":"eu-2"}""");

        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Output, Does.Contain("/dock: maxLength"));
        await images.Jobs.SettledAsync(
            job => job.MessageId == Text(edited, "messageId") && job.Outcome == JobOutcome.Succeeded, "the new one", cancellationToken);
        Assert.That(Text(edited, "replaces"), Is.EqualTo("a"));
        Assert.That(await CountAsync("images.clean.dead"), Is.Zero);
    }

    [Test, CancelAfter(Bound)]
    public async Task Drop_WithoutAClearWord_OnlyCounts()
    {
        await DieAsync("a", "b");

        var counted = await AskAsync(2, "dead", "drop", "images", "clean", "--reason", "stopped");
        var before = await CountAsync("images.clean.dead");
        var dropped = await AskAsync("dead", "drop", "images", "clean", "--reason", "stopped", "--yes");

        Assert.That(Text(counted, "wouldDrop"), Is.EqualTo("2"));
        Assert.That(before, Is.EqualTo(2));
        Assert.That(Text(dropped, "dropped"), Is.EqualTo("2"));
        Assert.That(await CountAsync("images.clean.dead"), Is.Zero);
    }

    private Task<RunningService> StartAsync() => Hosts.StartMappedAsync(
        "images",
        builder => builder.MapTask(
            "clean",
            (Job _) => _isMended ? Task.CompletedTask : throw new WorkerStopException("no such dock \u001b[31m"),
            schema: Schema));

    /// <summary>Lets jobs die whose ids are their docks.</summary>
    private async Task<RunningService> DieAsync(params string[] ids)
    {
        _isMended = false;
        var images = await StartAsync();
        foreach (var id in ids)
        {
            await images.Publisher.PublishTaskAsync("clean", new { dock = id }, new PublishOptions { MessageId = id });
        }

        await EventuallyAsync(async () => await CountAsync("images.clean.dead") == ids.Length, "they are dead");
        return images;
    }
}
