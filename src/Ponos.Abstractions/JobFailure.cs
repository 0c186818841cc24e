namespace Ponos;

/// <summary>Why a job is about to be dead.</summary>
/// <param name="Reason">The word that its header <c>ponos-reason</c> will hold: <c>stopped</c> or <c>exhausted</c>.</param>
/// <param name="Attempt">The attempt that was the last.</param>
/// <param name="Error">What the handler threw.</param>
public sealed record JobFailure(string Reason, int Attempt, Exception? Error);
