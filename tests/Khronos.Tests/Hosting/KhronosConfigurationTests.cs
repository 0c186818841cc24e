using Khronos.Hosting;
using Microsoft.Extensions.Configuration;

namespace Khronos.Tests.Hosting;

public sealed class KhronosConfigurationTests
{
    [Test]
    public void Apply_NothingConfigured_KeepsTheDefaults()
    {
        var options = Read();
        Assert.That(options.Events, Is.EqualTo(["five-minutes", "thirty-minutes", "one-hour", "four-hours", "one-day"]));
        Assert.That(options.ForwardStepLimit, Is.EqualTo(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public void Apply_EventsWithCommas_AreTheOnesThatAreEmitted()
    {
        var options = Read(("Khronos:Events", "one-day, 5m"));
        Assert.That(KhronosConfiguration.IntervalsOf(options), Is.EqualTo([TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)]));
    }

    [Test]
    public void Apply_EventsAsAList_AreTheOnesThatAreEmitted()
    {
        var options = Read(("Khronos:Events:0", "one-day"), ("Khronos:Events:1", "one-hour"));
        Assert.That(KhronosConfiguration.IntervalsOf(options), Is.EqualTo([TimeSpan.FromHours(1), TimeSpan.FromDays(1)]));
    }

    [Test]
    public void Apply_NoEvents_EmitsNone() => Assert.That(KhronosConfiguration.IntervalsOf(Read(("Khronos:Events", "none"))), Is.Empty);

    [Test]
    public void Apply_Operators_AreUsersWithCommas() =>
        Assert.That(Read(("Khronos:Operators", "dashboard, ponos")).Operators, Is.EqualTo(["dashboard", "ponos"]));

    [TestCase("Khronos:Events", "two-days")]
    [TestCase("Khronos:Events", "daily")]
    [TestCase("Khronos:ForwardStepLimit", "long")]
    [TestCase("Khronos:PublishConcurrency", "many")]
    public void Apply_ValueThatCannotBeRead_ThrowsAndNamesIt(string key, string text) =>
        Assert.That(() => Read((key, text)), Throws.InvalidOperationException.With.Message.Contains(key).And.Message.Contains(text));

    [TestCase("Khronos:PublishConcurrency", "0")]
    [TestCase("Khronos:CatchUpLimit", "1000000")]
    public void Check_ValueOutOfRange_ThrowsAndNamesIt(string key, string text) =>
        Assert.That(() => KhronosConfiguration.Check(Read((key, text))), Throws.InvalidOperationException.With.Message.Contains(key));

    private static KhronosOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
            .Build();
        var options = new KhronosOptions();
        KhronosConfiguration.Apply(configuration, options);
        return options;
    }
}
