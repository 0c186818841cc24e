using System.Globalization;
using System.Text.RegularExpressions;

namespace Ponos.Transport.RabbitMq;

/// <summary>What the end of a publishing channel says about the publish that caused it.</summary>
/// <param name="Kind">What kind of no it is.</param>
/// <param name="Exchange">The exchange that it is about, as it is published to; where the broker named one.</param>
/// <param name="MaxMessageBytes">The most that the broker takes, where that was the reason.</param>
internal readonly partial record struct PublishRefusal(PublishRefusalKind Kind, string? Exchange = null, int? MaxMessageBytes = null)
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;

    /// <summary>What permissions call the exchange without a name.</summary>
    public const string DefaultExchange = "amq.default";

    public static PublishRefusal Of(ChannelEnd end) => end.Code switch
    {
        AccessRefused => new(PublishRefusalKind.Forbidden, ExchangeIn(end.Text)),
        NotFound => new(PublishRefusalKind.NoExchange, ExchangeIn(end.Text)),
        PreconditionFailed => new(PublishRefusalKind.Unsendable, MaxMessageBytes: MaxSizeIn(end.Text)),
        _ => default,
    };

    private static string? ExchangeIn(string text) => Exchange_().Match(text) is not { Success: true } match ? null
        : match.Groups["name"].Value is var name && name == DefaultExchange ? ""
        : name;

    private static int? MaxSizeIn(string text) =>
        MaxSize().Match(text) is { Success: true } match
            && int.TryParse(match.Groups["bytes"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : null;

    // ACCESS_REFUSED - write access to exchange 'x' in vhost '/' refused for user 'u'; before 3.13 without the 'write'
    // ACCESS_REFUSED - write access to topic 'k' in exchange 'x' in vhost '/' refused for user 'u'
    // NOT_FOUND - no exchange 'x' in vhost '/'
    [GeneratedRegex("exchange '(?<name>[^']*)' in vhost", RegexOptions.CultureInvariant)]
    private static partial Regex Exchange_();

    // PRECONDITION_FAILED - message size 135000000 is larger than configured max size 134217728
    [GeneratedRegex("max size (?<bytes>[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex MaxSize();
}

/// <summary>How the broker can refuse a publish by closing its channel.</summary>
internal enum PublishRefusalKind
{
    /// <summary>It is not about one publish.</summary>
    None,

    /// <summary>The user may not write there.</summary>
    Forbidden,

    NoExchange,

    /// <summary>The message itself is wrong, whenever it is sent.</summary>
    Unsendable,
}
