namespace Ponos.Delivery;

/// <summary>The context of a delivery: what most handlers never ask for becomes text only when they do.</summary>
internal sealed class DeliveredJobContext(TransactionId tid, IReadOnlyDictionary<string, object?>? headers) : AttemptContext
{
    private string? _tid;
    private IReadOnlyDictionary<string, string>? _headers;

    public override string Tid => _tid ??= tid.ToString();

    public override string? InboxKey => MessageId is { } id ? new JobKey(UserId, id).ToString() : null;

    public override IReadOnlyDictionary<string, string> Headers => _headers ??= HeaderText.All(headers);
}
