namespace Khronos.Replication;

/// <summary>Tasks that complete with the reason for which something has ended.</summary>
internal static class EndedTask
{
    /// <summary>Tells of the end, at once where it has come.</summary>
    public static void Then(this Task<string> ended, Action<string> end) =>
        _ = ended.ContinueWith(
            ended => end(ended.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
