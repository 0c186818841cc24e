namespace Ponos.Transport;

/// <summary>What a send that failed means for whoever would send the same job again.</summary>
internal enum SendRefusal
{
    /// <summary>It may succeed later: no broker, no answer, a full queue.</summary>
    Passing,

    /// <summary>What it is sent to is not there; it may be declared.</summary>
    NoDestination,

    /// <summary>A person must grant something first. Health says so.</summary>
    Forbidden,

    /// <summary>Never as it is: only a smaller or plainer copy can be sent.</summary>
    Permanent,
}

/// <summary>Reads what a transport throws.</summary>
internal static class SendRefusals
{
    public static SendRefusal Of(Exception failure) => failure switch
    {
        UnsendableJobException => SendRefusal.Permanent,
        PublishForbiddenException => SendRefusal.Forbidden,
        UnroutableTaskException => SendRefusal.NoDestination,
        _ => SendRefusal.Passing,
    };
}
