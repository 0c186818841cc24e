namespace Ponos.Redis.Tests.Support;

/// <summary>Waits for what comes by itself; the test's own limit ends it.</summary>
internal static class Until
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    public static async Task HoldsAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(Between, cancellationToken);
        }
    }

    public static async Task HoldsAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
        {
            await Task.Delay(Between, cancellationToken);
        }
    }
}
