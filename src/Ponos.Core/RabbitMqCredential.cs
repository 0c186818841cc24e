namespace Ponos;

/// <summary>Who a service is to its broker, for one connect.</summary>
/// <param name="userName">The user. For an OAuth 2 token it may be empty.</param>
/// <param name="password">The password, or the token.</param>
public sealed class RabbitMqCredential(string userName, string password)
{
    /// <summary>The user.</summary>
    public string UserName { get; } = userName ?? throw new ArgumentNullException(nameof(userName));

    /// <summary>The password, or the token.</summary>
    public string Password { get; } = password ?? throw new ArgumentNullException(nameof(password));

    /// <summary>The user, never the password.</summary>
    /// <returns>The user's name.</returns>
    public override string ToString() => UserName;
}
