using Khronos.State;
using Khronos.Terms;
using Khronos.Tests.Support;

namespace Khronos.Tests.Terms;

public sealed class TermSinkTests
{
    [Test]
    public async Task PublishAsync_LeaseProvenNowAndThen_LetsThroughWhatComesMeanwhile()
    {
        using var rig = EngineRig.At("2026-11-23T09:59:30Z").WithEvery(TimeSpan.FromSeconds(1)).Start();
        rig.AdvanceInSteps(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1));
        var ticks = rig.Sink.Published;
        var behind = new RecordingSink();
        var term = new Term();
        var sink = new TermSink(behind, term);

        await sink.PublishAsync(ticks[0], CancellationToken.None);
        term.IsHeld = false;
        await Assert.ThatAsync(
            () => sink.PublishAsync(ticks[1], CancellationToken.None).AsTask(),
            Throws.InstanceOf<StandingByException>().With.Message.Contains("the lease is not proven"));
        term.IsHeld = true;
        await sink.PublishAsync(ticks[2], CancellationToken.None);

        Assert.That(behind.Tried, Is.EqualTo([ticks[0].Id, ticks[2].Id]));
    }

    private sealed class Term : ITerm
    {
        public bool IsHeld { get; set; } = true;

        public ITimekeeperState State => throw new NotSupportedException();

        public Task Confirmed => Task.CompletedTask;

        public Task<string> Ended { get; } = new TaskCompletionSource<string>().Task;

        public CancellationToken Lost => CancellationToken.None;

        public Task ReleaseAsync() => Task.CompletedTask;
    }
}
