namespace Ponos.Delivery;

/// <summary>The application's inbox as a filter of the framework's own, around the handler and within all other filters.</summary>
internal sealed class InboxFilter(IInbox inbox, string queue, string messageId) : IJobFilter
{
    /// <summary>Whether the job was handled before, and its handler did not run.</summary>
    public bool KnewIt { get; private set; }

    public async Task InvokeAsync(JobContext context, JobNext next) =>
        KnewIt = !await inbox.RunOnceAsync(queue, messageId, () => next(context), context.CancellationToken);
}
