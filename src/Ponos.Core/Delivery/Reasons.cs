namespace Ponos.Delivery;

/// <summary>The words of the header <c>ponos-reason</c>. Programs read them: they do not change.</summary>
internal static class Reasons
{
    public const string Stopped = "stopped";
    public const string Exhausted = "exhausted";
    public const string Unhandled = "unhandled";
    public const string GivenUp = "given-up";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string DeliveryLimit = "delivery-limit";
    public const string Undecodable = "undecodable";
    public const string Invalid = "invalid";
}
