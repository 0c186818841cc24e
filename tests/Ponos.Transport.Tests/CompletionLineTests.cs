using Ponos.Transport.RabbitMq;

namespace Ponos.Transport.Tests;

/// <summary>Where publishes end: many in one work item, and none behind a caller that blocks.</summary>
public sealed class CompletionLineTests
{
    private static readonly OutgoingJob Job = new()
    {
        Address = JobAddress.Queue("q"),
        Name = "a.task",
        Type = "a.task",
        Body = default,
        MessageId = "1",
        AppId = "s",
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    private readonly PendingPublishPool _pool = new(16);

    [Test, CancelAfter(30_000)]
    public async Task Go_CallerThatBlocksUntilTheNextOneEnded_IsNotInItsWay(CancellationToken cancellationToken)
    {
        var publishes = Enumerable.Range(0, 8).Select(_ => Begin(CancellationToken.None)).ToArray();
        var ended = Array.ConvertAll(publishes, publish => publish.Task.AsTask());
        var blocking = Enumerable.Range(0, ended.Length - 1).Select(async i =>
        {
            await ended[i];
            Block(ended[i + 1], cancellationToken);
        }).ToArray();

        foreach (var publish in publishes)
        {
            _pool.Completions.Add(publish, failure: null);
        }

        _pool.Completions.Go();

        await Task.WhenAll(blocking).WaitAsync(cancellationToken);
    }

    [Test, CancelAfter(30_000)]
    public async Task Cancel_CallerThatBlocks_IsNotRunByWhoeverCancels(CancellationToken cancellationToken)
    {
        using var cancelling = new CancellationTokenSource();
        using var released = new ManualResetEventSlim();
        var publish = Begin(cancelling.Token);
        var caller = BlockAfterAsync();

        await cancelling.CancelAsync();

        released.Set();
        await Assert.ThatAsync(() => caller, Throws.InstanceOf<OperationCanceledException>());

        async Task BlockAfterAsync()
        {
            try
            {
                await publish.Task;
            }
            finally
            {
                released.Wait(cancellationToken);
            }
        }
    }

    private static void Block(Task task, CancellationToken cancellationToken) => task.Wait(cancellationToken);

    private PendingPublish Begin(CancellationToken cancellationToken)
    {
        var publish = _pool.Rent();
        publish.Begin(Job, "", "q", mandatory: true, cancellationToken);
        return publish;
    }
}
