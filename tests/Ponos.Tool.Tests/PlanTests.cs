using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What <c>plan</c> finds on a real broker, and what it does there.</summary>
internal sealed class PlanTests : BrokerFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Plan_OnAnEmptyBroker_FindsEverythingMissingAndDeclaresNothing()
    {
        var plan = await RunAsync(Shop, "plan", "--json");

        Assert.That(plan.ExitCode, Is.EqualTo(4), plan.Errors);
        Assert.That(Names(plan, "missing", "queue"), Is.EquivalentTo(new[] { "", ".dead", ".invalid", ".suspects" }
            .SelectMany(suffix => new[] { "shop.orders.pay" + suffix, "shop.day.passed" + suffix })));
        Assert.That(Names(plan, "missing", "exchange"), Is.EquivalentTo(new[] { "day.passed", "ponos.events" }));
        Assert.That(await CountAsync("shop.orders.pay"), Is.Null);
        Assert.That(plan.Json[0].GetProperty("notLookedAt")[0].GetString(), Does.Contain("--management"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_BehindARunOfTheService_HasNothingToDo()
    {
        await StartAndStopAsync(Shop);

        var plan = await RunAsync(Shop, "plan", "--management", Management);

        Assert.That(plan.ExitCode, Is.Zero, plan.Output + plan.Errors);
        Assert.That(plan.Output, Does.Contain("Nothing is to be done.").And.Contain("as planned: 2 exchanges, 8 queues, 2 bindings"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_WithApply_DeclaresWhatIsMissingAndNoMore()
    {
        await WithChannelAsync(channel => channel.QueueDeclareAsync("shop.orders.pay", durable: true, exclusive: false, autoDelete: false));

        var plan = await RunAsync(Shop, "plan", "--json", "--apply", "--management", Management);

        Assert.That(plan.ExitCode, Is.EqualTo(4), "one queue differs, and stays");
        Assert.That(Names(plan, "declared", "queue"), Has.Length.EqualTo(7).And.Contains("shop.day.passed"));
        Assert.That(
            Names(plan, "declared", "binding"), Is.EquivalentTo(new[] { "day.passed -> ponos.events", "day.passed -> shop.day.passed" }));
        Assert.That(Names(plan, "missing", "queue"), Is.Empty);
        Assert.That(Names(plan, "missing", "binding"), Is.Empty);
        Assert.That(Names(plan, "different", "queue"), Is.EqualTo(new[] { "shop.orders.pay" }));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfAQueueWithOtherArguments_NamesEachWithBothValues()
    {
        await StartAndStopAsync(Shop);

        var plan = await RunAsync(services => Shop(services, maxLength: 100, single: true), "plan", "--json");

        Assert.That(plan.ExitCode, Is.EqualTo(4));
        var item = Items(plan).Single(item => item.GetProperty("state").GetString() == "different");
        Assert.That(item.GetProperty("name").GetString(), Is.EqualTo("shop.orders.pay"));
        Assert.That(
            item.GetProperty("mismatches").EnumerateArray().Select(
                mismatch => $"{mismatch.GetProperty("argument")}: {mismatch.GetProperty("declared")}, {mismatch.GetProperty("current")}"),
            Is.EquivalentTo(new[] { "x-max-length: 100, none", "x-single-active-consumer: true, none" }));
        Assert.That(item.GetProperty("remedy").GetString(), Does.Contain("plan --migrate shop.orders.pay"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfAQueueOfAnotherKind_NamesTheKind()
    {
        await WithChannelAsync(channel => channel.QueueDeclareAsync("shop.orders.pay", durable: true, exclusive: false, autoDelete: false));

        var plan = await RunAsync(Shop, "plan", "--json");

        var mismatches = Items(plan)
            .Single(item => item.GetProperty("state").GetString() == "different")
            .GetProperty("mismatches")
            .EnumerateArray();
        Assert.That(mismatches.Select(mismatch => mismatch.GetProperty("argument").GetString()), Does.Contain("x-queue-type"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_BehindAHandlerThatIsGone_FindsItsQueuesAndThatOneFills()
    {
        await StartAndStopAsync(services => services.AddPonos("shop", HandlerCatalog.Empty)
            .MapTask("orders.pay", (Job _) => Task.CompletedTask)
            .MapEvent("day.passed", (Job _) => Task.CompletedTask));
        await PublishRawAsync("shop.day.passed", "{}");

        var plan = await RunAsync(
            services => services.AddPonos("shop", HandlerCatalog.Empty).MapTask("orders.pay", (Job _) => Task.CompletedTask),
            "plan",
            "--json",
            "--management",
            Management);

        Assert.That(plan.ExitCode, Is.EqualTo(4));
        Assert.That(
            Names(plan, "orphaned", "queue"),
            Is.EquivalentTo(new[] { "", ".dead", ".invalid", ".suspects" }.Select(suffix => "shop.day.passed" + suffix)));
        var orphan = Items(plan).Single(item => item.GetProperty("name").GetString() == "shop.day.passed");
        Assert.That(orphan.GetProperty("filling").GetBoolean());
        Assert.That(orphan.GetProperty("sources")[0].GetString(), Is.EqualTo("day.passed"));
        Assert.That(orphan.GetProperty("remedy").GetString(), Does.Contain("rabbitmqctl delete_queue shop.day.passed"));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfAServiceWhoseNameBeginsAnothers_TakesNoQueueOfItForAnOrphan()
    {
        void Both(IServiceCollection services)
        {
            Shop(services);
            services.AddPonos("shop.mail", HandlerCatalog.Empty).MapTask("send", (Job _) => Task.CompletedTask);
        }

        await StartAndStopAsync(Both);

        var plan = await RunAsync(Both, "plan", "--management", Management);

        Assert.That(plan.ExitCode, Is.Zero, plan.Output);
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_OfABindingThatIsGone_FindsIt()
    {
        await StartAndStopAsync(Shop);
        await WithChannelAsync(channel => channel.QueueUnbindAsync("shop.day.passed", "day.passed", ""));

        var plan = await RunAsync(Shop, "plan", "--json", "--management", Management);
        var applied = await RunAsync(Shop, "plan", "--json", "--apply", "--management", Management);

        Assert.That(plan.ExitCode, Is.EqualTo(4));
        Assert.That(Names(plan, "missing", "binding"), Is.EqualTo(new[] { "day.passed -> shop.day.passed" }));
        Assert.That(applied.ExitCode, Is.Zero, applied.Output);
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_UnderAPolicyThatLowersTheDeliveryLimit_SaysWhichAndWhatItDoes()
    {
        await StartAndStopAsync(Shop);
        await ManagedBroker.PutAsync(
            $"policies/{VirtualHost}/limits", """{"pattern":"^shop\\.","definition":{"delivery-limit":5},"apply-to":"queues"}""");

        var plan = await RunAsync(Shop, "plan", "--json", "--management", Management);

        Assert.That(plan.ExitCode, Is.EqualTo(4));
        Assert.That(Names(plan, "policy", "queue"), Does.Contain("shop.orders.pay").And.Contain("shop.orders.pay.dead"));
        var item = Items(plan).First(item => item.GetProperty("state").GetString() == "policy");
        Assert.That(item.GetProperty("policy").GetString(), Is.EqualTo("limits"));
        Assert.That((item.GetProperty("value").GetString(), item.GetProperty("declared").GetString()), Is.EqualTo(("5", "1000000000")));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_ByAUserWhoMayNotConfigure_SaysWhatItCouldNotCompare()
    {
        await StartAndStopAsync(Shop);
        var user = VirtualHost + "reader";
        await AddUserAsync(user);
        await GrantAsync(user, "^$", "^$", "^shop\\..*$");

        var plan = await HostRun.OfAsync(UriOf(user, Password), Shop, "plan", "--json");

        Assert.That(plan.ExitCode, Is.EqualTo(4), plan.Errors);
        Assert.That(Names(plan, "hidden", "queue"), Does.Contain("shop.orders.pay"));
        Assert.That(plan.Output, Does.Not.Contain(Password));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_WithoutTheBroker_EndsWithThreeAndSaysWhere()
    {
        var port = RabbitBroker.FreePort();

        var plan = await HostRun.OfAsync($"amqp://sentinel:{Password}@127.0.0.1:{port}/", Shop, "plan");

        Assert.That(plan.ExitCode, Is.EqualTo(3));
        Assert.That(plan.Output, Is.Empty);
        Assert.That(plan.Errors, Does.Contain($"127.0.0.1:{port}").And.Not.Contain(Password));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_WithAWrongPassword_EndsWithThreeAndSaysThatItWasRefused()
    {
        var plan = await HostRun.OfAsync(UriOf("sentinel", "wr0ng-" + Password), Shop, "plan");

        Assert.That(plan.ExitCode, Is.EqualTo(3));
        Assert.That(plan.Errors, Does.Contain("ACCESS_REFUSED").And.Not.Contain(Password));
    }

    [TestCase("--management", "ftp://nowhere", 1, "http://host:15672")]
    [TestCase("--migrate", "shop.nothing", 1, "'shop.nothing'")]
    [TestCase("--aply", "", 2, "--apply")]
    public async Task Plan_WithABadSwitch_SaysWhatIsWrong(string name, string value, int code, string error)
    {
        var plan = await RunAsync(Shop, ["plan", name, .. value.Length > 0 ? new[] { value } : []]);

        Assert.That(plan.ExitCode, Is.EqualTo(code), plan.Output);
        Assert.That(plan.Errors, Does.Contain(error));
    }

    [Test, CancelAfter(Bound)]
    public async Task Plan_WithAManagementThatIsNotThere_EndsWithThree()
    {
        var plan = await RunAsync(Shop, "plan", "--management", $"http://127.0.0.1:{RabbitBroker.FreePort()}");

        Assert.That(plan.ExitCode, Is.EqualTo(3));
        Assert.That(plan.Errors, Does.Contain("rabbitmq_management"));
    }

    private static void Shop(IServiceCollection services) => Shop(services, maxLength: null, single: null);

    private static void Shop(IServiceCollection services, int? maxLength, bool? single) => services.AddPonos("shop", HandlerCatalog.Empty)
        .MapTask("orders.pay", (Job _) => Task.CompletedTask).WithQueue(maxLength: maxLength, singleActiveConsumer: single)
        .MapEvent("day.passed", (Job _) => Task.CompletedTask);

    private static JsonElement.ArrayEnumerator Items(HostRun plan) => plan.Json[0].GetProperty("items").EnumerateArray();

    private static string[] Names(HostRun plan, string state, string kind) =>
        [.. Items(plan)
            .Where(item => item.GetProperty("state").GetString() == state && item.GetProperty("kind").GetString() == kind)
            .Select(item => item.GetProperty("name").GetString()!)];

    private Task<HostRun> RunAsync(Action<IServiceCollection> add, params string[] arguments) => HostRun.OfAsync(Uri, add, arguments);

    private async Task StartAndStopAsync(Action<IServiceCollection> add)
    {
        await using var hosts = new ServiceHosts(Uri);
        await hosts.StartAsync(add, "shop");
    }
}
