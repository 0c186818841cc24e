using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What users of other tools tripped over.</summary>
internal sealed class ElsewhereTests : ToolFixture
{
    /// <summary>Longer than any terminal is wide, with what a console library takes for markup.</summary>
    private static readonly string _error = "[red]no [T] such [/] " + string.Concat(Enumerable.Repeat("0123456789", 60));

    [Test, CancelAfter(Bound)]
    public async Task Show_OfAnErrorWithBracketsAndOfAnyLength_IsNeitherTakenForMarkupNorBroken()
    {
        await DieAsync(1);

        var run = await PonosAsync("dead", "show", "images", "clean", "0");
        var json = await AskAsync("dead", "show", "images", "clean", "0");

        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain(_error).And.Not.Contain('\u001b'));
        Assert.That(Text(json, "error"), Is.EqualTo(_error));
    }

    [Test, CancelAfter(Bound)]
    public async Task Replay_OfJobsThatDieAgain_EndsWithThoseThatWereThere()
    {
        await DieAsync(5);

        var sent = await AskAsync("dead", "replay", "images", "clean", "--all");

        Assert.That(Text(sent, "sent"), Is.EqualTo("5"));
        await EventuallyAsync(async () => await CountAsync("images.clean.dead") == 5, "they are dead again");
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_InAVirtualHostWithASlash_AsksTheManagementAboutThatOne()
    {
        var name = VirtualHost + "/b c";
        var escaped = System.Uri.EscapeDataString(name);
        await ManagedBroker.PutAsync($"vhosts/{escaped}", "{}");
        try
        {
            await ManagedBroker.PutAsync($"permissions/{escaped}/sentinel", """{"configure":".*","write":".*","read":".*"}""");
            var uri = Uri[..(Uri.LastIndexOf('/') + 1)] + escaped;

            var plan = await HostRun.OfAsync(uri, Images, "plan", "--json", "--apply", "--management", Management);

            Assert.That(plan.ExitCode, Is.Zero, plan.Output + plan.Errors);
            Assert.That(plan.Output, Does.Contain($"vhost {name}"));
        }
        finally
        {
            await ManagedBroker.DeleteAsync($"vhosts/{escaped}");
        }
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfAQueueThatDiffersInWhatIsNoArgument_NamesThat()
    {
        await WithChannelAsync(channel => channel.QueueDeclareAsync("images.clean", durable: true, exclusive: false, autoDelete: true));

        var plan = await HostRun.OfAsync(Uri, Images, "plan");

        Assert.That(
            plan.Output,
            Does.Match("different +queue +images.clean +.*auto_delete: this build declares false, the broker has true"),
            plan.Errors);
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfAQueueThatAnotherConnectionHolds_IsNotTakenForMissing()
    {
        await WithChannelAsync(async channel =>
        {
            await channel.QueueDeclareAsync("images.clean", durable: false, exclusive: true, autoDelete: true);

            var plan = await HostRun.OfAsync(Uri, Images, "plan");

            Assert.That(plan.Output, Does.Match("hidden +queue +images.clean ").And.Contain("RESOURCE_LOCKED"), plan.Errors);
        });
    }

    private void Images(IServiceCollection services) => services.AddPonos("images", HandlerCatalog.Empty)
        .MapTask("clean", (Job _) => throw new WorkerStopException(_error));

    private async Task DieAsync(int count)
    {
        var images = await Hosts.StartAsync(Images, "images");
        for (var number = 0; number < count; number++)
        {
            await images.Publisher.PublishTaskAsync("clean", new { number }, new PublishOptions { MessageId = $"{number}" });
        }

        await EventuallyAsync(async () => await CountAsync("images.clean.dead") == count, "they are dead");
    }
}
