using System.Reflection;
using Khronos;
using Khronos.Tool;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ponos;

const int Misused = 2;

if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(ToolOptions.Help);
    return 0;
}

if (args is ["--version", ..])
{
    Console.WriteLine(
        typeof(KhronosOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
    return 0;
}

// A command's own switches are its own.
var isCommand = args is [var first, ..] && !first.StartsWith('-');
if (!isCommand && ToolOptions.FaultOf(args) is { } fault)
{
    await Console.Error.WriteLineAsync(fault);
    return Misused;
}

// Its settings lie beside it, wherever it is started from.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddCommandLine(args, ToolOptions.Mappings);
builder.Services.AddKhronos();
try
{
    return await builder.Build().RunPonosAsync(args);
}
catch (InvalidOperationException exception)
{
    // A setting that cannot be used: its message names the setting, the value and what to write.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
