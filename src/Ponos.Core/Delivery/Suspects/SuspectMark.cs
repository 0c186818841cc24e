namespace Ponos.Delivery.Suspects;

/// <summary>What a job in the suspects' queue says of its tries by itself.</summary>
/// <param name="Begins">How often it began.</param>
/// <param name="Begun">Says that the last of these is this very copy's, and whose it is; none for a copy that only waits.</param>
internal readonly record struct SuspectMark(int Begins, string? Begun = null)
{
    private const int Most = 10_000;

    /// <summary>The mark of a delivery. A copy that was made to begin and was never handed out did not begin.</summary>
    public static SuspectMark Of(Transport.Delivery delivery)
    {
        var begins = (int)Math.Clamp(JobEnvelope.ReadNumber(delivery.Headers, JobHeaders.Begins) ?? 0, 0, Most);
        var begun = JobEnvelope.ReadText(delivery.Headers, JobHeaders.Begun);
        return new SuspectMark(begun is not null && delivery.DeliveryCount == 0 ? Math.Max(0, begins - 1) : begins, begun);
    }

    /// <summary>A mark for the copy that begins now.</summary>
    public SuspectMark Begin() => new(Begins + 1, Guid.NewGuid().ToString("N"));

    /// <summary>A mark for a copy that waits again.</summary>
    public SuspectMark Wait() => new(Begins);

    public void AddTo(Dictionary<string, object?> headers)
    {
        headers[JobHeaders.Begins] = Begins;
        if (Begun is not null)
        {
            headers[JobHeaders.Begun] = Begun;
        }
    }
}
