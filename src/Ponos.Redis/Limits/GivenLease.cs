using System.Threading.RateLimiting;

namespace Ponos.Redis.Limits;

/// <summary>A permit that is used up when it is given, or a refusal: whoever waited so long may ask again.</summary>
internal sealed class GivenLease(bool acquired) : RateLimitLease
{
    public static readonly GivenLease Given = new(true);
    public static readonly GivenLease Refused = new(false);

    public override bool IsAcquired => acquired;

    public override IEnumerable<string> MetadataNames => acquired ? [] : [MetadataName.RetryAfter.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !acquired && metadataName == MetadataName.RetryAfter.Name ? TimeSpan.Zero : null;
        return metadata is not null;
    }
}
