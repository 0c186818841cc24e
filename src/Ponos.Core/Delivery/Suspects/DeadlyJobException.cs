namespace Ponos.Delivery.Suspects;

/// <summary>Why a job is dead that never ended: for whoever looks through the dead.</summary>
#pragma warning disable CA1064 // The worker server makes it for the dead letter; nobody catches it.
internal sealed class DeadlyJobException(int begins, SuspectRule rule) : Exception(
    $"The job came back unsettled {rule.Returns} times or more and was then tried by itself. It began {begins} times there, "
    + "and each time its process, or its connection, ended before the job did. See what the process said last; "
    + "replay the job once the cause is mended.");
#pragma warning restore CA1064
