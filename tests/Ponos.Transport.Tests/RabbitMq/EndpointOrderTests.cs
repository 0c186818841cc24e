using Microsoft.Extensions.Time.Testing;
using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests.RabbitMq;

internal sealed class EndpointOrderTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Draw_OneThatWasGivenUp_IsLastForAMinute()
    {
        RabbitEndpoint[] endpoints = [new("one", 5672), new("two", 5672), new("three", 5672)];
        var order = new EndpointOrder(new RabbitTransportOptions { Endpoints = endpoints, TimeProvider = _time });
        order.GiveUp(endpoints[1]);

        for (var i = 0; i < 50; i++)
        {
            Assert.That(order.Draw("consuming"), Is.EquivalentTo(endpoints));
            Assert.That(order.Draw("consuming")[^1], Is.EqualTo(endpoints[1]));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Enumerable.Range(0, 100).Select(_ => order.Draw("consuming")[0]), Does.Contain(endpoints[1]));
    }

    [Test]
    public void Draw_OneThatAnotherRoleUses_IsLaterThanTheRest()
    {
        RabbitEndpoint[] endpoints = [new("one", 5672), new("two", 5672), new("three", 5672)];
        var order = new EndpointOrder(new RabbitTransportOptions { Endpoints = endpoints, TimeProvider = _time });
        order.Use("publishing", endpoints[0]);
        order.GiveUp(endpoints[2]);

        Assert.That(order.Draw("consuming"), Is.EqualTo(new[] { endpoints[1], endpoints[0], endpoints[2] }));
        Assert.That(order.Draw("publishing")[^1], Is.EqualTo(endpoints[2]), "Its own place is no hindrance.");
    }

    [TestCase("4.3.6", true)]
    [TestCase("4.4.0-beta.1", true)]
    [TestCase("4.2.7", false)]
    [TestCase("3.10.8", false)]
    [TestCase("unknown", false)]
    public void HasConsumerTimeout_Version_FromFourThreeOn(string version, bool expected) =>
        Assert.That(
            BrokerVersion.HasConsumerTimeout(
                BrokerVersion.Read(new Dictionary<string, object?> { ["version"] = System.Text.Encoding.UTF8.GetBytes(version) })),
            Is.EqualTo(expected));
}
