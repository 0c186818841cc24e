namespace Ponos.Delivery;

/// <summary>The context of a delivery: what most handlers never ask for becomes text only when they do.</summary>
internal sealed class DeliveredJobContext(TransactionId tid, JobKey? key, IReadOnlyDictionary<string, object?>? headers) : JobContext
{
    private string? _tid;
    private string? _key;
    private IReadOnlyDictionary<string, string>? _headers;

    public override string Tid => _tid ??= tid.ToString();

    public override string? InboxKey => _key ??= key?.ToString();

    public override IReadOnlyDictionary<string, string> Headers => _headers ??= HeaderText.All(headers);
}
