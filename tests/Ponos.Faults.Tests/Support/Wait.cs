namespace Ponos.Faults.Tests.Support;

/// <summary>Waits for what must come, with a cap far above what it should take: how long it took is measured, not judged.</summary>
internal static class Wait
{
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task UntilAsync(Func<bool> condition, Func<string> what) => UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var began = Clock.Now;
        while (!await condition())
        {
            if (Clock.Now - began > Cap)
            {
                throw new TimeoutException($"Waited {Cap.TotalSeconds} s in vain: {what()}");
            }

            await Task.Delay(Step);
        }
    }
}
