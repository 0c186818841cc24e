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

internal sealed class RabbitPropertiesTests : PropertiesContract<RabbitBrokerUnderTest>;
