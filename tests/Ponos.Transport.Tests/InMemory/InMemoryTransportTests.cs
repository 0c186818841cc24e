using Ponos.Transport.Tests.Contract;
using Ponos.Transport.Tests.Support;

namespace Ponos.Transport.Tests.InMemory;

internal sealed class InMemoryDeclaringTests : DeclaringContract<InMemoryBrokerUnderTest>;

internal sealed class InMemorySendingTests : SendingContract<InMemoryBrokerUnderTest>;

internal sealed class InMemoryEventTests : EventContract<InMemoryBrokerUnderTest>;

internal sealed class InMemoryReceivingTests : ReceivingContract<InMemoryBrokerUnderTest>;

internal sealed class InMemorySettlingTests : SettlingContract<InMemoryBrokerUnderTest>;

internal sealed class InMemoryDelayingTests : DelayingContract<InMemoryBrokerUnderTest>;

internal sealed class InMemoryReadingTests : ReadingContract<InMemoryBrokerUnderTest>;

internal sealed class InMemoryPriorityTests : PriorityContract<InMemoryBrokerUnderTest>
{
    protected override int PrioritiesOfQuorum => 32;
}

internal sealed class InMemoryPropertiesTests : PropertiesContract<InMemoryBrokerUnderTest>;
