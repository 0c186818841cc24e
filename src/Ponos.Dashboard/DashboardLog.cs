using Microsoft.Extensions.Logging;

namespace Ponos.Dashboard;

/// <summary>What the dashboard logs.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(1, LogLevel.Debug, "The dashboard could not look at the services; it shows what it saw last.")]
    public static partial void LookFailed(this ILogger log, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The dashboard could not show {Path}.")]
    public static partial void PageFailed(this ILogger log, Exception exception, string path);

    [LoggerMessage(3, LogLevel.Warning, "{Work}, begun by {By} in the dashboard, failed.")]
    public static partial void WorkFailed(this ILogger log, Exception exception, string work, string by);

    [LoggerMessage(4, LogLevel.Information, "{Work}, begun by {By} in the dashboard: {Outcome}")]
    public static partial void WorkDone(this ILogger log, string work, string by, string outcome);
}
