using System.Diagnostics;

namespace Ponos.Diagnostics;

/// <summary>The activity of a publish or of a delivery; none where nobody listens. Listeners are the application's: what they throw has no effect.</summary>
internal readonly struct JobActivity(Activity? activity) : IDisposable
{
    public void Fail(string description, string? errorType = null)
    {
        activity?.SetStatus(ActivityStatusCode.Error, description);
        if (errorType is not null)
        {
            activity?.SetTag("error.type", errorType);
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
