using Ponos.Benchmarks.Jobs;

namespace Ponos.Benchmarks.Contestants;

/// <summary>A program that publishes and consumes, ours or one that was written by hand.</summary>
internal interface IContestant
{
    string QueueOf(QueueType queues);

    Task<IJobSender> OpenSenderAsync(QueueType queues);

    /// <summary>Begins to consume; ends when it is disposed.</summary>
    Task<IAsyncDisposable> ConsumeAsync(Order order, JobTally tally);

    /// <summary>Both at once.</summary>
    Task<IJobSender> OpenBothAsync(Order order, JobTally tally);
}

/// <summary>Publishes; ends when it is disposed.</summary>
internal interface IJobSender : IAsyncDisposable
{
    /// <summary>How many sends may be on their way at a time.</summary>
    int Window => 512;

    /// <summary>Sends a job. Completes when it is confirmed; or, where the window is one, when the next may be sent.</summary>
    Task SendAsync(ImageJob job);

    /// <summary>Completes when all that was sent is confirmed.</summary>
    ValueTask FlushAsync();
}
