using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Ponos.Handlers;
using Ponos.Tests.Support;
using Ponos.Tool.Tests.Support;

namespace Ponos.Tool.Tests;

/// <summary>What <c>permissions</c> writes is enough for a service, and is what the docs grant.</summary>
internal sealed class PermissionsTests : BrokerFixture
{
    [Test, CancelAfter(Bound)]
    public async Task Permissions_GrantedAsWritten_LetTheServiceWork(CancellationToken cancellationToken)
    {
        var user = VirtualHost + "worker";
        await AddUserAsync(user);
        var run = await HostRun.OfAsync(Uri, Shop, "permissions", "--user", user, "--vhost", VirtualHost);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        await Broker.RabbitMqCtlAsync([.. WordsOf(run.Output.Trim())[1..]]);

        await using var hosts = new ServiceHosts(UriOf(user, Password));
        var service = await hosts.StartAsync(Shop, "shop");
        await service.Publisher.PublishTaskAsync(
            "orders.pay", new { n = 1 }, new PublishOptions { Delay = TimeSpan.FromSeconds(1) }, cancellationToken);

        await service.Jobs.SettledAsync("orders.pay", JobOutcome.Succeeded, cancellationToken);
    }

    [Test, CancelAfter(Bound)]
    public async Task Permissions_OfAPassiveService_LetItWorkBehindOneThatDeclares(CancellationToken cancellationToken)
    {
        var user = VirtualHost + "passive";
        await AddUserAsync(user);
        await using (var full = new ServiceHosts(Uri))
        {
            await full.StartAsync(Shop, "shop", ("Ponos:Declare", "Full"));
        }

        var run = await HostRun.OfAsync(Uri, Shop, "permissions", "--passive", "--user", user, "--vhost", VirtualHost);
        await Broker.RabbitMqCtlAsync([.. WordsOf(run.Output.Trim())[1..]]);
        await using var hosts = new ServiceHosts(UriOf(user, Password));
        var service = await hosts.StartAsync(Shop, "shop", ("Ponos:Declare", "Passive"));
        await service.Publisher.PublishTaskAsync("orders.pay", new { n = 1 }, cancellationToken: cancellationToken);

        await service.Jobs.SettledAsync("orders.pay", JobOutcome.Succeeded, cancellationToken);
    }

    [Test]
    public async Task Permissions_OfAServiceWithAnEvent_AreWrittenInEachForm()
    {
        var ctl = await HostRun.OfAsync(Uri, Shop, "permissions");
        var definitions = await HostRun.OfAsync(Uri, Shop, "permissions", "--format", "definitions");
        var kubernetes = await HostRun.OfAsync(Uri, Shop, "permissions", "--format", "kubernetes", "--user", "Shop_1", "--vhost", "it's");

        const string Declared = @"^(shop\..*|day\.passed|ponos\.delay\..*|ponos\.(events|journal|operation\.performed|control(\..*)?))$";
        const string Written = @"^(amq\.default|shop\..*|ponos\.delay\..*|ponos\.(events|control\.answers|control\.shop\..*))$";
        const string Heard = @"^(shop\..*|day\.passed|ponos\.delay\..*|ponos\.(events|operation\.performed|control(\..*)?))$";
        Assert.That(ctl.Output, Is.EqualTo($"rabbitmqctl set_permissions -p '/' 'shop' '{Declared}' '{Written}' '{Heard}'\n"));
        var permission = definitions.Json.GetProperty("permissions")[0];
        Assert.That(permission.GetProperty("write").GetString(), Is.EqualTo(Written));
        Assert.That(permission.GetProperty("vhost").GetString(), Is.EqualTo("/"));
        Assert.That(kubernetes.Output, Does.Contain("kind: Permission\n")
            .And.Contain("  name: shop-1\n")
            .And.Contain("vhost: 'it''s'")
            .And.Contain($"configure: '{Declared}'"));
    }

    [Test]
    public async Task Permissions_InAFormThatIsNone_NamesThoseThatAre()
    {
        var run = await HostRun.OfAsync(Uri, Shop, "permissions", "--format", "yaml");

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("'yaml'").And.Contain("kubernetes"));
    }

    private static void Shop(IServiceCollection services) => services.AddPonos("shop", HandlerCatalog.Empty)
        .MapTask("orders.pay", (Job _) => Task.CompletedTask)
        .MapEvent("day.passed", (Job _) => Task.CompletedTask);

    /// <summary>A command's words as a shell takes them.</summary>
    private static string[] WordsOf(string line) => [.. Regex.Matches(line, "'(?<quoted>[^']*)'|(?<bare>[^ ']+)")
        .Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Value)];
}
