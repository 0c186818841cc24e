using Ponos.Topology;

namespace Ponos.Core.Tests.Topology;

public sealed class TopologyPlanTests
{
    [Test]
    public void Plan_Task_HasItsQueueAndThoseBesideIt()
    {
        var plan = TopologyPlan.Plan(
            "docker", [new HandledQueue(JobKind.Task, "images.cleanup", "docker.images.cleanup", QueueType.Quorum)], []);

        Assert.That(plan.Queues.Select(queue => queue.Name), Is.EqualTo(new[]
        {
            "docker.images.cleanup",
            "docker.images.cleanup.dead",
            "docker.images.cleanup.invalid",
            "docker.images.cleanup.suspects",
        }));
        Assert.That(plan.Exchanges, Is.Empty);
        Assert.That(plan.Bindings, Is.Empty);
    }

    [Test]
    public void Plan_QuorumQueue_NamesItsDeadLetterRouteAndALimitThatNobodyReaches()
    {
        var queue = TopologyPlan.Plan("docker", [new HandledQueue(JobKind.Task, "a", "docker.a", QueueType.Quorum)], []).Queues[0];

        Assert.That(queue.Arguments, Is.EquivalentTo(new Dictionary<string, object>
        {
            ["x-delivery-limit"] = 1_000_000_000,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = "docker.a.dead",
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        }));
    }

    [Test]
    public void Plan_SuspectQueue_ServesOneConsumerAndLosesNothingThatExpires()
    {
        var queue = TopologyPlan.Plan("docker", [new HandledQueue(JobKind.Task, "a", "docker.a", QueueType.Quorum)], [])
            .Queues.Single(queue => queue.Name == "docker.a.suspects");

        Assert.That(queue.Arguments["x-single-active-consumer"], Is.True);
        Assert.That(queue.Arguments["x-delivery-limit"], Is.EqualTo(1_000_000_000));
        Assert.That(queue.Arguments["x-dead-letter-routing-key"], Is.EqualTo("docker.a.dead"));
        Assert.That(queue.Wishes["x-consumer-disconnected-timeout"], Is.EqualTo(5_000L));
    }

    [Test]
    public void Plan_ClassicQueue_HasNoArgumentsAsNodeDeclaresIt() =>
        Assert.That(
            TopologyPlan.Plan("docker", [new HandledQueue(JobKind.Task, "a", "docker.a", QueueType.Classic)], [])
                .Queues.Select(queue => queue.Arguments.Count),
            Has.All.EqualTo(0));

    [Test]
    public void Plan_ClassicQueueWithPriorities_AsksForThem() =>
        Assert.That(
            TopologyPlan.Plan("docker", [new HandledQueue(JobKind.Task, "a", "docker.a", QueueType.Classic) { MaxPriority = 9 }], [])
                .Queues.Select(queue => queue.Arguments.GetValueOrDefault("x-max-priority")),
            Is.EqualTo(new object?[] { 9, null, null }));

    [Test]
    public void Plan_Event_BindsTheQueueToItsFanoutAndTheFanoutToThePatternExchange()
    {
        var plan = TopologyPlan.Plan(
            "docker", [new HandledQueue(JobKind.Event, "time.one-day.passed", "docker.time.one-day.passed", QueueType.Quorum)], []);

        Assert.That(plan.Exchanges, Is.EquivalentTo(new[]
        {
            new ExchangeShape("ponos.events", ExchangeType.Topic), new ExchangeShape("time.one-day.passed", ExchangeType.Fanout),
        }));
        Assert.That(plan.Bindings, Is.EquivalentTo(new[]
        {
            new BindingShape("time.one-day.passed", "ponos.events", ToExchange: true, ""),
            new BindingShape("time.one-day.passed", "docker.time.one-day.passed", ToExchange: false, ""),
        }));
    }

    [Test]
    public void Plan_Pattern_BindsTheQueueToThePatternExchange()
    {
        var plan = TopologyPlan.Plan(
            "audit", [new HandledQueue(JobKind.Event, "time.*.passed", "audit.time.*.passed", QueueType.Quorum)], []);

        Assert.That(plan.Exchanges, Is.EqualTo(new[] { new ExchangeShape("ponos.events", ExchangeType.Topic) }));
        Assert.That(
            plan.Bindings,
            Is.EqualTo(new[] { new BindingShape("ponos.events", "audit.time.*.passed", ToExchange: false, "time.*.passed") }));
    }

    [Test]
    public void Plan_PublishedAndHandledEvent_IsDeclaredOnce()
    {
        var plan = TopologyPlan.Plan("a", [new HandledQueue(JobKind.Event, "x", "a.x", QueueType.Quorum)], ["x"]);

        Assert.That(plan.Exchanges.Count(exchange => exchange.Name == "x"), Is.EqualTo(1));
        Assert.That(plan.Bindings.Count(binding => binding.ToExchange), Is.EqualTo(1));
    }

    [Test]
    public void Plan_BroadcastEvent_HasATransientQueueAndDurablePlacesForItsFailures()
    {
        var plan = TopologyPlan.Plan("a", [new HandledQueue(JobKind.Event, "x", "a.x.1", QueueType.Quorum) { Broadcast = true }], []);

        Assert.That(
            plan.Queues.Select(queue => (queue.Name, queue.Transient)),
            Is.EqualTo(new[] { ("a.x.1", true), ("a.x.dead", false), ("a.x.invalid", false) }));
    }
}
