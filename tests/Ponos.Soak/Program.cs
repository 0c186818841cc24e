using Ponos.Soak;
using Ponos.Soak.Orders;

SoakOptions options;
try
{
    switch (args)
    {
        case ["orders", .. var rest]:
            return await ShopCommand.RunAsync(OrderOptions.Parse(rest));
        case ["keys", .. var rest]:
            return await KeyCommand.RunAsync(OrderOptions.Parse(rest));
        default:
            options = SoakOptions.Parse(args);
            break;
    }
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message} {SoakOptions.Usage}; {OrderOptions.Usage}");
    return 2;
}

await using var ground = await SoakGround.StartAsync(options.Cluster);
await using var load = await SoakLoad.StartAsync(ground.Uri);
await Console.Out.WriteLineAsync(
    $"{options.Duration.TotalMinutes:0.#} minutes with seed {options.Seed} on "
    + $"{(options.Cluster ? "a cluster of three nodes" : "one node")}");
await new SoakSchedule(options, ground, load).RunAsync();
return await load.ReportAsync() ? 0 : 1;
