namespace Ponos;

/// <summary>Names of message headers; the wire contract.</summary>
internal static class JobHeaders
{
    public const string Attempt = "ponos-attempt";
    public const string Uncounted = "ponos-uncounted";
    public const string UncountedSince = "ponos-uncounted-since";
    public const string Contract = "ponos-contract";
    public const string Reason = "ponos-reason";
    public const string ErrorType = "ponos-error-type";
    public const string Error = "ponos-error";
    public const string OriginQueue = "ponos-origin-queue";
    public const string DiedAt = "ponos-died-at";
    public const string Begins = "ponos-begins";
    public const string Begun = "ponos-begun";
    public const string PublisherWorkerName = "publisherWorkerName";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
}
