using Microsoft.Extensions.Configuration;
using Ponos.Hosting;

namespace Ponos.Core.Tests.Hosting;

public sealed class PonosConfigurationTests
{
    [Test]
    public void Apply_SectionAndService_TheServicesOwnWins()
    {
        var options = Read(
            ("Ponos:AttemptTimeout", "30s"),
            ("Ponos:Retry:MaxAttempts", "7"),
            ("Ponos:Services:shop:AttemptTimeout", "none"),
            ("Ponos:Services:other:AttemptTimeout", "1s"));

        Assert.That(options.AttemptTimeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(options.Retry.MaxAttempts, Is.EqualTo(7));
    }

    [Test]
    public void Apply_NodesNames_KeepTheirMeaning()
    {
        var options = Read(
            ("WORKER_TIMEOUT", "0"),
            ("WORKER_MAX_NUM_RETRIES", "4"),
            ("WORKER_MIN_RETRY_DELAY", "250"),
            ("WORKER_MAX_RETRY_DELAY", "5000"));

        Assert.That(options.AttemptTimeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(options.Retry.MaxAttempts, Is.EqualTo(5));
        Assert.That((options.Retry.Delay.TotalMilliseconds, options.Retry.MaxDelay.TotalMilliseconds), Is.EqualTo((250d, 5000d)));
    }

    [TestCase("Ponos:Concurrency", "many", "a whole number")]
    [TestCase("Ponos:AttemptTimeout", "soon", "1m30s")]
    [TestCase("Ponos:QueueType", "Fast", "Quorum, Classic")]
    [TestCase("Ponos:Retry:Jitter", "perhaps", "'true' or 'false'")]
    [TestCase("Ponos:Broker", "Kafka", "RabbitMq, InMemory")]
    [TestCase("Ponos:DelayPrefix", "ponos.other", "'ponos.delay'")]
    [TestCase("Ponos:DelayPrefix", "amq.delay", "'amq'")]
    [TestCase("Ponos:DelayPrefix", "billing delay", "'billing.delay'")]
    [TestCase("Ponos:DelayPrefix", "ponos.delay.billing", "'billing.delay'")]
    public void Apply_ValueThatCannotBeRead_NamesTheKeyTheValueAndTheRemedy(string key, string value, string remedy)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read((key, value)));

        Assert.That(exception!.Message, Does.Contain(key).And.Contain($"'{value}'").And.Contain(remedy));
    }

    [TestCase("Ponos:Concurency")]
    [TestCase("Ponos:Retry:Attempts")]
    [TestCase("Ponos:Services:shop:Prefetsch")]
    public void Apply_KeyThatIsNone_IsRefused(string key) =>
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => Read((key, "1")))!.Message, Does.Contain(key).And.Contain("Concurrency"));

    [TestCase("Ponos:Concurency", "'Concurrency'")]
    [TestCase("Ponos:Timeout", "'AttemptTimeout'")]
    [TestCase("Ponos:Services:shop:Handlers:order.pack:Retry:MaxAtempts", "'Retry:MaxAttempts'")]
    public void Apply_KeyThatIsNone_NamesTheNearOne(string key, string near) =>
        Assert.That(Assert.Throws<InvalidOperationException>(() => Read((key, "1")))!.Message, Does.Contain("Did you mean " + near));

    private static PonosOptions Read(params (string Key, string Value)[] settings)
    {
        var options = new PonosOptions();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)))
            .Build();
        PonosConfiguration.Apply(configuration, "shop", options, [new PackageSection("Redis")]);
        return options;
    }
}
