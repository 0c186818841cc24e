using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Core.Tests.Support;
using Ponos.Testing;

namespace Ponos.Core.Tests.Hosting;

/// <summary>One job through every room, on the embedded broker.</summary>
public sealed class WorkerServerTests
{
    private ShopSwitch _shop = null!;
    private PonosHarness _ponos = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _shop = new ShopSwitch();
        _ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(_shop);
            services.AddPonos("shop");
        });
    }

    [TearDown]
    public async Task StopAsync() => await _ponos.DisposeAsync();

    [Test]
    public async Task Job_OnItsWay_BecomesAnEventAndATaskWithTheSameTid()
    {
        await _ponos.PublishAsync(new PackOrder("o1", 3));

        var packed = await _ponos.HandledAsync("shop.order.pack");
        var billed = await _ponos.HandledAsync("shop.order.bill");
        Assert.That(billed.Tid, Is.EqualTo(packed.Tid).And.Not.Empty);
        Assert.That(billed.HandlerName, Is.EqualTo("ShopWorkers.Bill"));
        await _ponos.SettledAsync(job => job.Queue == "shop.shop.*.packed" && job.Name == "shop.order.packed", "the pattern's handler");
    }

    [Test]
    public async Task Job_ThatFailsOnce_IsRetriedAndSucceeds()
    {
        _shop.OnPack = (_, context, _) => context.Attempt == 1 ? throw new IOException("once") : Task.CompletedTask;
        await _ponos.PublishAsync(new PackOrder("o1", 3));

        await _ponos.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.That((await _ponos.HandledAsync("shop.order.pack")).Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task Job_ThatFailsAlways_IsDeadAfterItsAttempts()
    {
        _shop.OnPack = (_, _, _) => throw new IOException("always");
        await _ponos.PublishAsync(new PackOrder("o1", 3));

        await _ponos.AdvanceAsync(TimeSpan.FromMinutes(1));

        var dead = await _ponos.DeadAsync("shop.order.pack");
        Assert.That(dead.Outcome, Is.EqualTo(JobOutcome.Exhausted));
        Assert.That(dead.Attempt, Is.EqualTo(3));
        Assert.That(dead.Error, Is.TypeOf<IOException>());
    }

    [Test]
    public async Task Job_ThatIsStopped_IsDeadAtOnce()
    {
        _shop.OnPack = (_, _, _) => throw new WorkerStopException("no such order");
        await _ponos.PublishAsync(new PackOrder("o1", 3));

        var dead = await _ponos.DeadAsync("shop.order.pack");
        Assert.That(dead.Outcome, Is.EqualTo(JobOutcome.Stopped));
        Assert.That(dead.Attempt, Is.EqualTo(1));
    }

    [Test]
    public async Task Job_ThatTakesTooLong_HasItsTokenCancelledAndIsRetried()
    {
        _shop.OnPack = (_, context, token) => context.Attempt == 1
            ? Task.Delay(System.Threading.Timeout.Infinite, token)
            : Task.CompletedTask;
        await _ponos.PublishAsync(new PackOrder("o1", 3));

        var settled = _ponos.HandledAsync("shop.order.pack");
        while (!settled.IsCompleted)
        {
            ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)_ponos.Clock).Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(settled, Task.Delay(5));
        }

        Assert.That((await settled).Attempt, Is.EqualTo(2));
    }

    [TestCase("nonsense", JobOutcome.Undecodable)]
    [TestCase("[1]", JobOutcome.Undecodable)]
    [TestCase("", JobOutcome.Undecodable)]
    [TestCase("""{"order":"o1"}""", JobOutcome.Invalid)]
    [TestCase("""{"order":"o1","parts":1000}""", JobOutcome.Invalid)]
    [TestCase("""{"order":"","parts":1}""", JobOutcome.Invalid)]
    [TestCase("""{"order":"o1","parts":1,"parts":2}""", JobOutcome.Invalid)]
    public async Task Body_ThatBreaksTheContract_IsInvalidAtOnce(string body, JobOutcome expected)
    {
        var ran = false;
        _shop.OnPack = (_, _, _) =>
        {
            ran = true;
            return Task.CompletedTask;
        };
        await _ponos.SendForeignAsync("shop", "shop.order.pack", Encoding.UTF8.GetBytes(body));

        var invalid = await _ponos.InvalidAsync("shop.order.pack");
        Assert.That(invalid.Outcome, Is.EqualTo(expected));
        Assert.That(invalid.Violations, Is.Not.Empty);
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task Publish_JobThatBreaksItsContract_NamesPointerAndKeyword()
    {
        var exception = await Assert.ThrowsAsync<InvalidJobException>(() => _ponos.PublishAsync(new PackOrder("o1", 1000)));

        Assert.That(
            exception!.Violations.Select(violation => (violation.Pointer, violation.Keyword)), Is.EqualTo(new[] { ("/parts", "maximum") }));
        Assert.That(exception.Message, Does.Contain("shop.order.pack").And.Not.Contain("1000"));
    }

    [Test]
    public async Task Publish_UndeclaredJob_NamesTheRemedy()
    {
        var publisher = _ponos.Services.GetRequiredService<IPublisher>();

        Assert.That(
            (await Assert.ThrowsAsync<UndeclaredJobException>(() => publisher.PublishTaskAsync("shop.nothing", new { })))!.Message,
            Does.Contain("shop.nothing").And.Contain("[Task("));
        Assert.That(
            (await Assert.ThrowsAsync<UndeclaredJobException>(() => publisher.PublishTaskAsync("shop.order.packed", new { })))!.Message,
            Does.Contain("is declared as an event"));
        await Assert.ThrowsAsync<UndeclaredJobException>(() => publisher.PublishAsync(new ShopSwitch()));
    }

    [Test]
    public async Task Publish_TaskOfAServiceThatNeverRan_IsUnroutable()
    {
        var publisher = _ponos.Services.GetRequiredService<IPublisher>();

        var exception = await Assert.ThrowsAsync<UnroutableTaskException>(
            () => publisher.PublishAsync(new BillOrder("o1"), new PublishOptions { Service = "elsewhere" }));
        Assert.That(exception!.Message, Does.Contain("elsewhere.shop.order.bill"));
    }

    [Test]
    public async Task Publish_WithADelay_IsHandledWhenItIsDue()
    {
        await _ponos.PublishAsync(new BillOrder("o1"), new PublishOptions { Delay = TimeSpan.FromHours(20) });

        await _ponos.AdvanceAsync(TimeSpan.FromHours(19));
        Assert.That(_ponos.Settled, Is.Empty);
        await _ponos.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That(_ponos.Settled.Select(job => job.Name), Is.EqualTo(new[] { "shop.order.bill" }));
    }

    [Test]
    public async Task Retry_WithLongWaits_HappensOnTheBrokerAndKeepsCounting()
    {
        await using var ponos = await PonosHarness.StartAsync(services => services.AddPonos(
            "slow",
            Handlers.HandlerCatalog.Empty,
            options =>
            {
                options.Retry.Delay = TimeSpan.FromHours(1);
                options.Retry.MaxDelay = TimeSpan.FromHours(8);
                options.Retry.Jitter = false;
                options.Retry.MaxAttempts = 5;
            }).MapTask("slow.task", (Job job) => Task.FromException(new IOException("down"))));
        await ponos.PublishTaskAsync("slow.task", new { });

        await ponos.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.That(ponos.Settled.Select(job => (job.Attempt, job.Outcome)), Is.EqualTo(new[]
        {
            (1, JobOutcome.Failed), (2, JobOutcome.Failed), (3, JobOutcome.Failed), (4, JobOutcome.Failed), (5, JobOutcome.Exhausted),
        }));
    }

    [Test]
    public async Task MapTask_Delegate_IsGivenContextTokenAndServices()
    {
        (Job Job, JobContext Context, ShopSwitch Shop, bool CanBeCanceled)? seen = null;
        await using var ponos = await PonosHarness.StartAsync(services =>
        {
            services.AddSingleton(_shop);
            services.AddPonos("maps", Handlers.HandlerCatalog.Empty)
                .MapTask("maps.task", (Job job, ShopSwitch shop, JobContext context, CancellationToken token) =>
                {
                    seen = (job, context, shop, token.CanBeCanceled);
                    return Task.CompletedTask;
                });
        });

        await ponos.PublishTaskAsync("maps.task", new { hello = "world", tid = "t-1" });
        var handled = await ponos.HandledAsync("maps.task");

        Assert.That(seen!.Value.Job.ToJson().GetProperty("hello").GetString(), Is.EqualTo("world"));
        Assert.That(seen.Value.Context.Tid, Is.EqualTo("t-1").And.EqualTo(handled.Tid));
        Assert.That(seen.Value.Shop, Is.SameAs(_shop));
        Assert.That(seen.Value.CanBeCanceled, Is.True);
    }

    [Test]
    public async Task Start_TwoHandlersForOneTask_NamesBoth()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services =>
            services.AddPonos("twice").MapTask("shop.order.bill", (Job job) => Task.CompletedTask)));

        Assert.That(exception!.Message, Does.Contain("'twice'").And.Contain("shop.order.bill").And.Contain("ShopWorkers.Bill"));
    }

    [Test]
    public async Task Start_SchemaWithAMisspeltKeyword_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services =>
            services.AddPonos("bad", Handlers.HandlerCatalog.Empty).DeclareTask("bad.task", """{"type":"object","propertys":{}}""")));

        Assert.That(exception!.Message, Does.Contain("bad.task").And.Contain("propertys"));
    }
}
