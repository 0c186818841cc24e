using Khronos.Replication;
using Ponos.Faults.Tests.Support;
using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq;

namespace Khronos.Replicas.Tests;

/// <summary>A publish on the channel of the lease has an end, whatever became of the channel.</summary>
[NonParallelizable]
internal sealed class ReplicaMessagesTests
{
    [Test, CancelAfter(120_000)]
    public async Task Publish_OnAChannelThatHasEnded_Throws(CancellationToken cancellationToken)
    {
        await using var broker = await RabbitBroker.StartAsync("channel");
        using var live = await LiveConnection.OpenAsync(RabbitUri.Parse(broker.Uri), "test", _ => { }, cancellationToken);
        var messages = await ReplicaMessages.OpenAsync(live, cancellationToken);
        await messages.CloseAsync();

        var exception = await Assert.ThrowsAsync<IOException>(
            () => messages.PublishAsync("nowhere", "test", "1", default).WaitAsync(Wait.Cap, cancellationToken));

        Assert.That(exception!.Message, Does.Contain("closed"));
    }
}
