using System.Diagnostics;

namespace Ponos.Diagnostics;

/// <summary>
/// The activity of a publish or of a delivery; none where nobody listens. Listeners are the application's:
/// what they throw has no effect.
/// </summary>
internal readonly struct JobActivity(Activity? activity) : IDisposable
{
    /// <summary>Whether somebody wants to know more of it than that it was.</summary>
    public bool IsRecorded => activity is { IsAllDataRequested: true };

    /// <summary>Says which job it is.</summary>
    public void Identify(string? messageId, string? tid)
    {
        if (IsRecorded)
        {
            activity!.SetTag(PonosDiagnostics.Tags.MessageId, messageId);
            activity.SetTag(PonosDiagnostics.Tags.Tid, tid);
        }
    }

    /// <summary>Says what became of a delivery, and on which attempt.</summary>
    public void Settle(JobOutcome outcome, int attempt)
    {
        if (IsRecorded)
        {
            activity!.SetTag(PonosDiagnostics.Tags.Outcome, outcome.ToString());
            activity.SetTag(PonosDiagnostics.Tags.Attempt, attempt);
        }
    }

    public void Fail(string description, string? errorType = null)
    {
        activity?.SetStatus(ActivityStatusCode.Error, description);
        if (errorType is not null)
        {
            activity?.SetTag(PonosDiagnostics.Tags.ErrorType, errorType);
        }
    }

    public void Dispose()
    {
        try
        {
            activity?.Dispose();
        }
        catch (Exception)
        {
            // A listener failed.
        }
    }
}
