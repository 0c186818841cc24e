namespace Ponos.Soak.Orders;

/// <summary><c>keys</c>: relays that are killed again and again, and the order of each key.</summary>
internal static class KeyCommand
{
    public static async Task<int> RunAsync(OrderOptions options)
    {
        await using var ground = await OrderGround.StartAsync();
        var since = TimeProvider.System.GetTimestamp();
        await using var run = new KeyRun(
            options, ground, text => Console.WriteLine($"{TimeProvider.System.GetElapsedTime(since):mm\\:ss} {text}"));
        var wrong = await run.RunAsync();
        foreach (var key in wrong)
        {
            await Console.Out.WriteLineAsync(key);
        }

        await Console.Out.WriteLineAsync(wrong.Count == 0 ? "in order" : "NOT IN ORDER");
        return wrong.Count == 0 ? 0 : 1;
    }
}
