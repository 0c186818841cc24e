namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>Handlers as an application writes them, one of them in a transaction.</summary>
internal sealed class OrderWorkers(ShopDb db, IPublisher publisher)
{
    [Task("orders.take"), Transactional<ShopDb>, Retry(MaxAttempts = 2, Delay = "10ms")]
    public async Task Take(TakeOrder job, JobContext context)
    {
        db.Add(new Order { Number = job.Number });
        await publisher.PublishAsync(new Charge(job.Number));
        await db.SaveChangesAsync();
        if (job.Number == "fails-once" && context.Attempt == 1)
        {
            throw new InvalidOperationException("As a provider does now and then.");
        }
    }

    /// <summary>Without a transaction around it, what it published is sent though it fails.</summary>
    [Task("orders.note"), Retry(MaxAttempts = 2, Delay = "10ms")]
    public async Task Note(NoteOrder job, JobContext context)
    {
        await publisher.PublishAsync(new Charge($"{job.Number} attempt {context.Attempt}"));
        if (context.Attempt == 1)
        {
            throw new InvalidOperationException("As a provider does now and then.");
        }
    }
}

/// <summary>The job of the handler without a transaction.</summary>
[Task("orders.note")]
internal sealed record NoteOrder(string Number);
