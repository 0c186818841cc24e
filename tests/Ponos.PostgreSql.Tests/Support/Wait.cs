namespace Ponos.PostgreSql.Tests.Support;

/// <summary>Waits for what must come, with a cap far above what it should take.</summary>
internal static class Wait
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(120);

    public static Task UntilAsync(Func<bool> condition, Func<string> what) => UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Cap)
            {
                throw new TimeoutException($"Waited {Cap.TotalSeconds} s in vain for {what()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
