using System.Diagnostics;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>The dashboard by itself, as a person at a machine opens it.</summary>
internal sealed class DashboardTests : ToolFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Dashboard_OfABroker_ShowsItsServicesOnThisMachine(CancellationToken cancellationToken)
    {
        const string name = "shown";
        await Hosts.StartMappedAsync(name, builder => builder.MapTask("orders.pay", (Job _) => Task.CompletedTask));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, "dashboard", "--port", "0", "--by", "ada"])
        {
            RedirectStandardOutput = true,
            Environment = { ["PONOS_BROKER"] = Uri },
        })!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? "";
            var address = line[(line.LastIndexOf(' ') + 1)..];
            using var http = new HttpClient();

            string page;
            do
            {
                page = await http.GetStringAsync(new Uri(address), cancellationToken);
            }
            while (!page.Contains(name, StringComparison.Ordinal));

            Assert.That(address, Does.StartWith("http://127.0.0.1:"));
            Assert.That(line + page, Does.Not.Contain(Password));
            using var end = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync(cancellationToken);
            Assert.That(process.ExitCode, Is.Zero);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [TestCase("the broker is away", 3, "dashboard", "amqp://guest:guest@127.0.0.1:1/")]
    [TestCase("no such port", 2, "dashboard", "--port", "70000")]
    public async Task Dashboard_ThatCannotBe_SaysWhy(string what, int code, params string[] arguments)
    {
        var run = await PonosAsync(arguments);

        Assert.That(run.ExitCode, Is.EqualTo(code), $"{what}: {run.Output}");
    }
}
