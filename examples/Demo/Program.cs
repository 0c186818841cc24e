using Examples.Demo;
using Examples.Demo.Screens;
using Spectre.Console;

if (args.Except(["--stay"]).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"The demo does not know '{unknown}'. With --stay it keeps its dashboard open when the day is over.");
    return 2;
}

using IScreen screen = Console.IsOutputRedirected ? new PlainScreen(Console.Out) : new LiveScreen(AnsiConsole.Console);
return await DemoDay.RunAsync(screen, stay: args.Length > 0) ? 0 : 1;
