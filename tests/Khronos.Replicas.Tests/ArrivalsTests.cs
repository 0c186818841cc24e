using Khronos.Replication;

namespace Khronos.Replicas.Tests;

/// <summary>What is waited for arrives, or fails with a reason: nobody waits for ever.</summary>
internal sealed class ArrivalsTests
{
    private Arrivals<int> _arrivals = null!;

    [SetUp]
    public void SetUp() => _arrivals = new Arrivals<int>("The queue is gone");

    [Test]
    public async Task Publish_Arrives_TellsWhatBecameOfIt()
    {
        var publishing = _arrivals.PublishAsync("1", () => Task.CompletedTask);

        Assert.That(publishing.IsCompleted, Is.False);
        Assert.That(_arrivals.Arrive("1", 42), Is.True);
        Assert.That(await publishing, Is.EqualTo(42));
    }

    [Test]
    public async Task Publish_ArrivesBeforeItIsConfirmed_WaitsForBoth()
    {
        var confirm = new TaskCompletionSource();
        var publishing = _arrivals.PublishAsync("1", () => confirm.Task);
        _arrivals.Arrive("1", 42);

        Assert.That(publishing.IsCompleted, Is.False);
        confirm.SetResult();
        Assert.That(await publishing, Is.EqualTo(42));
    }

    [Test]
    public void Arrive_NotWaitedFor_IsToldSo() => Assert.That(_arrivals.Arrive("somebody else's", 1), Is.False);

    [Test]
    public async Task Arrive_Twice_OnlyTheFirstWasWaitedFor()
    {
        var publishing = _arrivals.PublishAsync("1", () => Task.CompletedTask);

        Assert.That((_arrivals.Arrive("1", 1), _arrivals.Arrive("1", 2)), Is.EqualTo((true, false)));
        Assert.That(await publishing, Is.EqualTo(1));
    }

    [Test]
    public async Task Publish_Refused_FailsAndIsNotWaitedForAnyMore()
    {
        _ = await Assert.ThrowsAsync<IOException>(() => _arrivals.PublishAsync("1", () => Task.FromException(new IOException("refused"))));

        Assert.That(_arrivals.Arrive("1", 42), Is.False);
    }

    [Test]
    public async Task End_WhileWaiting_FailsWithTheFirstReason()
    {
        var publishing = _arrivals.PublishAsync("1", () => Task.CompletedTask);
        _arrivals.End("deleted");
        _arrivals.End("closed");

        var exception = await Assert.ThrowsAsync<IOException>(() => publishing);
        Assert.That((exception!.Message, await _arrivals.Ended), Is.EqualTo(("The queue is gone: deleted.", "deleted")));
    }

    [Test]
    public async Task Publish_AfterTheEnd_Fails()
    {
        _arrivals.End("deleted");

        var exception = await Assert.ThrowsAsync<IOException>(() => _arrivals.PublishAsync("1", () => Task.CompletedTask));
        Assert.That(exception!.Message, Is.EqualTo("The queue is gone: deleted."));
    }

    [Test]
    public async Task Then_AnotherEnds_EndsForItsReason()
    {
        var channel = new TaskCompletionSource<string>();
        channel.Task.Then(_arrivals.End);
        channel.SetResult("the connection was lost");

        Assert.That(await _arrivals.Ended, Is.EqualTo("the connection was lost"));
    }
}
