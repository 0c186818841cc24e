using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json.Linq;
using Ponos.Handlers;
using Ponos.Newtonsoft.Tests.Support;
using Ponos.Testing;

namespace Ponos.Newtonsoft.Tests;

/// <summary>What a service refuses to start with, and says so.</summary>
public sealed class StartTests
{
    [Test]
    public async Task Start_WithoutALicenceKey_NamesTheThreeWaysOut()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(_ => { }));

        Assert.That(
            exception!.Message,
            Does.Contain("LicenseKey").And.Contain("KeepPonosValidator").And.Contain("AllowFreeQuota").And.Contain("'shop'"));
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("123-dGhpcyBpcyBubyBrZXk=")]
    public async Task Start_WithAKeyThatIsNone_RefusesWithoutShowingIt(string key)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(options => options.LicenseKey = key));

        Assert.That(exception!.Message, Does.Contain("licence key").And.Not.Contain("dGhpcyBpcyBubyBrZXk"));
    }

    [Test]
    public async Task Start_WithTheFreeQuota_Warns()
    {
        using var logs = new CollectingLogs();
        await using var ponos = await StartAsync(options => options.AllowFreeQuota = true, logs: logs);

        Assert.That(logs.Seen, Has.Some.Matches<(LogLevel Level, string Text)>(
            seen => seen.Level == LogLevel.Warning && seen.Text.Contains("NO LICENCE KEY", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Start_WithPonossOwnValidator_NeedsNoKeyAndEnforces()
    {
        await using var ponos = await StartAsync(options => options.KeepPonosValidator = true, schema: """{"required":["a"]}""");

        await Assert.ThrowsAsync<InvalidJobException>(() => ponos.PublishTaskAsync("shop.any", new JObject()));
        await ponos.PublishTaskAsync("shop.any", new JObject { ["a"] = 1 });
        await ponos.HandledAsync("shop.any");
    }

    [TestCase("""{"$schema":"http://json-schema.org/draft-03/schema#"}""", "draft-03")]
    [TestCase("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "draft-04")]
    [TestCase("""{"$schema":"https://json-schema.org/draft/2019-09/schema"}""", "2019-09")]
    [TestCase("""{"$schema":"https://example.org/ours"}""", "example.org")]
    [TestCase("""{"propertys":{}}""", "propertys")]
    [TestCase("""{"properties":{"a":{"minLength":-1}}}""", "minLength")]
    [TestCase("""{"properties":{"a":{"pattern":"("}}}""", "pattern")]
    [TestCase("""{"properties":{"a":{"pattern":"^\\p{Letter}+$"}}}""", "pattern")]
    [TestCase("""{"patternProperties":{"^\\p{Letter}":{}}}""", "pattern")]
    [TestCase("""{"properties":{"a":{"format":"iri"}}}""", "iri")]
    [TestCase("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""", "draft/2020-12/schema")]
    [TestCase("""{"$ref":"#/$defs/nowhere"}""", "nowhere")]
    [TestCase(
        """{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#","maxProperties":1}}}""", "maxProperties")]
    [TestCase("true", "{}")]
    public async Task Start_SchemaThatCannotBeEnforced_IsRefused(string schema, string named)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(options => options.AllowFreeQuota = true, schema));

        Assert.That(exception!.Message, Does.Contain("shop.any").And.Contain(named));
    }

    [Test]
    public void UseNewtonsoft_Twice_IsRefused()
    {
        var builder = new ServiceCollection().AddPonos("shop", HandlerCatalog.Empty).UseNewtonsoft();

        Assert.Throws<InvalidOperationException>(() => builder.UseNewtonsoft());
    }

    [Test]
    public void UseNewtonsoft_PatternTimeOutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new ServiceCollection()
                .AddPonos("shop", HandlerCatalog.Empty)
                .UseNewtonsoft(options => options.RegexMatchTimeout = TimeSpan.Zero));

    [Test]
    public async Task Start_JobThatIsAbstract_NamesTheRemedy()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => PonosHarness.StartAsync(services => services
            .AddPonos("shop", HandlerCatalog.Empty)
            .UseNewtonsoft(options => options.AllowFreeQuota = true)
            .MapTask("shop.any", (IDisposable job) => Task.CompletedTask)));

        Assert.That(exception!.Message, Does.Contain("IDisposable").And.Contain("JObject"));
    }

    private static Task<PonosHarness> StartAsync(Action<NewtonsoftOptions> configure, string? schema = null, CollectingLogs? logs = null) =>
        PonosHarness.StartAsync(services =>
        {
            if (logs is not null)
            {
                services.AddLogging(logging => logging.AddProvider(logs));
            }

            services.AddPonos("shop", HandlerCatalog.Empty)
                .UseNewtonsoft(configure)
                .MapTask("shop.any", (JObject job) => Task.CompletedTask, schema: schema);
        });
}
