namespace Ponos.Faults.Tests.Contract;

internal sealed class InMemoryDeliveryTests : DeliveryContract<InMemoryRig>;

internal sealed class RabbitDeliveryTests : DeliveryContract<RabbitRig>;

internal sealed class InMemoryShutdownTests : ShutdownContract<InMemoryRig>;

internal sealed class RabbitShutdownTests : ShutdownContract<RabbitRig>;
