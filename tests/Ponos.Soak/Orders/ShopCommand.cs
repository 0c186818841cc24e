namespace Ponos.Soak.Orders;

/// <summary><c>orders</c>: the shop, killed again and again.</summary>
internal static class ShopCommand
{
    public static async Task<int> RunAsync(OrderOptions options)
    {
        await using var ground = await OrderGround.StartAsync();
        var since = TimeProvider.System.GetTimestamp();
        var run = new ShopRun(options, ground, text => Console.WriteLine($"{TimeProvider.System.GetElapsedTime(since):mm\\:ss} {text}"));
        var books = await run.RunAsync();
        await Console.Out.WriteLineAsync($"{TimeProvider.System.GetElapsedTime(since):mm\\:ss} {books}");
        if (!books.IsInOrder)
        {
            await Console.Out.WriteLineAsync(run.Printed);
        }

        await Console.Out.WriteLineAsync(books.IsInOrder ? "in order" : "NOT IN ORDER");
        return books.IsInOrder ? 0 : 1;
    }
}
