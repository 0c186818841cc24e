using Ponos.Tests.Support;
using Ponos.Transport.Tests.Contract;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests;

internal sealed class RabbitDeclaringTests : DeclaringContract<RabbitBrokerUnderTest>;

internal sealed class RabbitDelayingTests : DelayingContract<RabbitBrokerUnderTest>;

internal sealed class RabbitEventTests : EventContract<RabbitBrokerUnderTest>;

internal sealed class RabbitReadingTests : ReadingContract<RabbitBrokerUnderTest>;

internal sealed class RabbitReceivingTests : ReceivingContract<RabbitBrokerUnderTest>;

internal sealed class RabbitSendingTests : SendingContract<RabbitBrokerUnderTest>;

internal sealed class RabbitSettlingTests : SettlingContract<RabbitBrokerUnderTest>;

internal sealed class RabbitPriorityTests : PriorityContract<RabbitBrokerUnderTest>
{
    protected override int PrioritiesOfQuorum => RabbitUnderTest.Version switch
    {
        { Major: < 4 } => 1,
        { Major: 4, Minor: < 3 } => 2,
        _ => 32,
    };

    /// <summary>A wait is a queue's time to live, which the broker enforces from the front on.</summary>
    [Test, CancelAfter(Bound)]
    public async Task Delay_HighOnesKeepComing_TheOthersAreHandedOutWhenDue(CancellationToken cancellationToken)
    {
        var (queue, delay) = (Unique("delayed"), TimeSpan.FromSeconds(2));
        var transport = await ConnectAsync(Shapes.Queue(queue), cancellationToken);
        var due = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        var late = new System.Collections.Concurrent.ConcurrentBag<TimeSpan>();
        await transport.ReceiveAsync(
            queue,
            100,
            delivery =>
            {
                if (delivery.Priority is null)
                {
                    late.Add(TimeProvider.System.GetElapsedTime(due[delivery.MessageId!]));
                }

                delivery.Ack();
            },
            cancellationToken);
        for (var number = 0; number < 40; number++)
        {
            var normal = Job(queue, "normal", null) with { Delay = delay };
            due[normal.MessageId!] = TimeProvider.System.GetTimestamp();
            await transport.SendAsync(normal, cancellationToken);
            await transport.SendAsync(Job(queue, "high", 9) with { Delay = delay }, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, cancellationToken);
        }

        while (late.Count < 40)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        Assert.That(late.Max(), Is.LessThan(TimeSpan.FromSeconds(5)));
    }
}

internal sealed class RabbitPropertiesTests : PropertiesContract<RabbitBrokerUnderTest>;
