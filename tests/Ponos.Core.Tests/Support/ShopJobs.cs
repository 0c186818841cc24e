using System.ComponentModel.DataAnnotations;

namespace Ponos.Core.Tests.Support;

[Task("shop.order.pack")]
public sealed record PackOrder(
    [property: StringLength(20, MinimumLength = 1)] string Order,
    [property: System.ComponentModel.DataAnnotations.Range(1, 100)] int Parts);

[Event("shop.order.packed")]
public sealed record OrderPacked(string Order);

[Task("shop.order.bill")]
public sealed record BillOrder(string Order);

/// <summary>A small service of its own, with a handler for each way that a job can go.</summary>
public sealed class ShopWorkers(IPublisher publisher, ShopSwitch shop)
{
    [Task("shop.order.pack"), Ponos.RetryAttribute(MaxAttempts = 3, Delay = "100ms", Jitter = false), Ponos.TimeoutAttribute("5s")]
    public async Task Pack(PackOrder job, JobContext context, CancellationToken cancellationToken)
    {
        await shop.OnPack(job, context, cancellationToken);
        await publisher.PublishAsync(new OrderPacked(job.Order), cancellationToken);
    }

    [Event("shop.order.packed")]
    public Task OnPacked(OrderPacked job, CancellationToken cancellationToken) =>
        publisher.PublishAsync(new BillOrder(job.Order), cancellationToken);

    [Task("shop.order.bill")]
    public static Task Bill(BillOrder job, JobContext context) => Task.CompletedTask;

    [Event("shop.*.packed")]
    public static Task OnAnythingPacked(Job job) => Task.CompletedTask;
}

/// <summary>What the pack handler does in a test.</summary>
public sealed class ShopSwitch
{
    public Func<PackOrder, JobContext, CancellationToken, Task> OnPack { get; set; } = (_, _, _) => Task.CompletedTask;
}
