namespace Ponos.Delivery;

/// <summary>
/// What an inbox knows a job by. Ids are no secret, and a stranger's job under the id of one to come must not keep that from
/// being run: so the name of who published it, for which the broker vouches, is part of the key where there is one.
/// </summary>
/// <param name="User">Who published it; none where the broker does not vouch.</param>
/// <param name="MessageId">Its unique id.</param>
internal readonly record struct JobKey(string? User, string MessageId)
{
    /// <summary>
    /// The key as an application's inbox keeps it. No two keys have one text, whatever a stranger calls his job: what stands before
    /// the first slash is the user, and nothing where there is none.
    /// </summary>
    public override string ToString() =>
        User is not null ? $"{User.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal)}/{MessageId}"
        : MessageId.Contains('/', StringComparison.Ordinal) ? $"/{MessageId}"
        : MessageId;
}
