namespace Ponos.Faults.Worker;

/// <summary>The handler of the process.</summary>
internal sealed class Workshop(Orders orders, Diary diary)
{
    public async Task RunAsync(JobContext context)
    {
        var id = context.MessageId!;
        diary.Write("begun", id, context.Attempt);
        if (id == orders.Poison)
        {
            Environment.FailFast("poison");
        }

        if (id == orders.FailsOnce && context.Attempt == 1)
        {
            throw new IOException("not yet");
        }

        if (orders.Blocks)
        {
            Thread.Sleep(orders.Duration);
        }
        else
        {
            // Without the token: an orderly stop lets what runs end.
            await Task.Delay(orders.Duration);
        }

        diary.Write("done", id, context.Attempt);
    }
}
