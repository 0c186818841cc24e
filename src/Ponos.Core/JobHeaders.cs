namespace Ponos;

/// <summary>Names of message headers; the wire contract.</summary>
internal static class JobHeaders
{
    /// <summary>What all of ours begin with, but for those that node's Ponos or W3C named.</summary>
    public const string Ours = "ponos-";

    public const string Attempt = "ponos-attempt";
    public const string Uncounted = "ponos-uncounted";
    public const string UncountedSince = "ponos-uncounted-since";

    /// <summary>The hash of the schema that the publisher enforced.</summary>
    public const string Contract = "ponos-contract";

    /// <summary>When the job was published, in milliseconds since 1970; the property <c>timestamp</c> has seconds.</summary>
    public const string PublishedAt = "ponos-published-at";

    /// <summary>The time by which the job must have begun, in milliseconds since 1970.</summary>
    public const string NotAfter = "ponos-not-after";

    /// <summary>The message id of the job whose handler published this one.</summary>
    public const string Cause = "ponos-cause";

    public const string Reason = "ponos-reason";
    public const string ErrorType = "ponos-error-type";
    public const string Error = "ponos-error";
    public const string OriginQueue = "ponos-origin-queue";
    public const string DiedAt = "ponos-died-at";

    /// <summary>The hash of the schema that a dead or invalid job was checked against.</summary>
    public const string Enforced = "ponos-enforced";

    /// <summary>How long a dead or invalid job would have been kept, had it not died; it must not vanish from among the dead.</summary>
    public const string Expiration = "ponos-expiration";

    /// <summary>The headers of the original that its copy could not keep.</summary>
    public const string Cut = "ponos-cut";

    /// <summary>The message id that the copy could not keep as one.</summary>
    public const string OriginalId = "ponos-original-id";

    /// <summary>The broker's user that published the original, for the broker knows a copy as its consumer's.</summary>
    public const string OriginalUser = "ponos-original-user";

    /// <summary>The id of the dead or invalid job that an operator sent this one in place of.</summary>
    public const string Replaces = "ponos-replaces";

    public const string Begins = "ponos-begins";
    public const string Begun = "ponos-begun";

    public const string PublisherWorkerName = "publisherWorkerName";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
}
