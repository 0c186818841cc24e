using System.Buffers.Text;
using System.Text.Json;

namespace Ponos;

/// <summary>Who a service is to its broker.</summary>
/// <param name="userName">The user. For an OAuth 2 token it may be empty.</param>
/// <param name="password">The password, or the token.</param>
public sealed class RabbitMqCredential(string userName, string password)
{
    /// <summary>The user.</summary>
    public string UserName { get; } = userName ?? throw new ArgumentNullException(nameof(userName));

    /// <summary>The password, or the token.</summary>
    public string Password { get; } = password ?? throw new ArgumentNullException(nameof(password));

    /// <summary>
    /// Until when it is good. Before that <see cref="RabbitMqOptions.Credential"/> is asked again, and the connections that stand
    /// go on with what it gives.
    /// </summary>
    /// <value>
    /// Default: what a JSON Web Token says of itself (<c>exp</c>, RFC 7519, 4.1.4); <see langword="null"/> for all others, which
    /// are good for as long as their connection.
    /// </value>
    public DateTimeOffset? ExpiresAt { get; init; } = ExpiryOf(password);

    /// <summary>The user, never the password.</summary>
    /// <returns>The user's name.</returns>
    public override string ToString() => UserName;

    private static DateTimeOffset? ExpiryOf(string token)
    {
        if (token.Split('.') is not [_, var claims, _])
        {
            return null;
        }

        try
        {
            using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return said.RootElement.ValueKind == JsonValueKind.Object
                && said.RootElement.TryGetProperty("exp", out var seconds)
                && seconds.ValueKind == JsonValueKind.Number
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble())
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentOutOfRangeException)
        {
            // A password with two dots in it, or a time that is none.
            return null;
        }
    }
}
