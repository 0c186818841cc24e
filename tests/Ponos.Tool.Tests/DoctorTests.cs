using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What <c>ponos doctor</c> finds on a real broker.</summary>
internal sealed class DoctorTests : ToolFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Doctor_OfABrokerThatIsWell_EndsWithZero()
    {
        await StartAsync();

        var report = await AskAsync("doctor", "--management", Management);

        Assert.That(Text(report, "bad"), Is.EqualTo("0"));
        Assert.That(Subjects(report), Does.Contain("version").And.Contain("services").And.Contain("nodes"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Doctor_OfAPolicyThatLowersALimit_EndsWithFourAndNamesIt()
    {
        await StartAsync();
        await ManagedBroker.PutAsync(
            $"policies/{VirtualHost}/limits",
            """{"pattern":"^shop\\.","definition":{"delivery-limit":5,"message-ttl":60000},"apply-to":"queues"}""");

        var report = await AskAsync(4, "doctor", "--management", Management);
        var people = await PonosAsync("doctor", "--management", Management);

        Assert.That(Subjects(report), Does.Contain("shop.pay").And.Contain("shop.pay.dead"));
        Assert.That(
            people.Output,
            Does.Contain("the policy 'limits' sets delivery-limit to 5").And.Contain("a job that lies here so long is lost"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Doctor_OfAQueueThatNobodyHandles_FindsIt()
    {
        await StartAsync();
        await WithChannelAsync(channel => channel.QueueDeclareAsync("shop.gone", durable: true, exclusive: false, autoDelete: false));

        var report = await AskAsync("doctor", "--management", Management);

        Assert.That(Subjects(report), Does.Contain("shop.gone"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Doctor_OfAHandlerThatIsPausedWithJobs_EndsWithFour()
    {
        var shop = await StartAsync();
        await AskAsync("pause", "shop", "pay", "--reason", "the disk is full");
        await EventuallyAsync(async () => Text((await AskAsync("queues"))[0], "consumers") == "0", "it is paused");
        await shop.Publisher.PublishTaskAsync("pay", new { n = 1 });

        var run = await PonosAsync("doctor");

        Assert.That(run.ExitCode, Is.EqualTo(4), run.Output);
        Assert.That(
            run.Output, Does.Contain("the disk is full").And.Contain("1 jobs wait and nobody consumes it").And.Contain("--management"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Doctor_ByAUserWithoutATag_SaysWhatTheManagementRefuses()
    {
        var user = VirtualHost + "plain";
        await AddUserAsync(user);
        await GrantAsync(user, ".*", ".*", ".*");

        var run = await RunAsync(["doctor", "--management", Management], ("PONOS_BROKER", UriOf(user, Password)));

        Assert.That(run.Output, Does.Contain("set_user_tags"));
        Assert.That(run.ExitCode, Is.Zero, run.Output);
    }

    private Task<Ponos.Tests.Support.RunningService> StartAsync() =>
        Hosts.StartMappedAsync("shop", builder => builder.MapTask("pay", (Job _) => Task.CompletedTask));

    private static string[] Subjects(System.Text.Json.JsonElement report) =>
        [.. report.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "subject"))];
}
