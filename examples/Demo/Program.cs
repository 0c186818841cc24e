using Examples.Demo;
using Examples.Demo.Screens;
using Spectre.Console;

using IScreen screen = Console.IsOutputRedirected ? new PlainScreen(Console.Out) : new LiveScreen(AnsiConsole.Console);
return await DemoDay.RunAsync(screen) ? 0 : 1;
