using System.Security.Cryptography.X509Certificates;

namespace Ponos;

/// <summary>
/// TLS to the broker. Its certificate must be for its name and come from a trusted authority; nothing here turns that off.
/// </summary>
public sealed class RabbitMqTlsOptions
{
    /// <summary>Whether the connections are encrypted.</summary>
    /// <value>Default: <see langword="false"/>, or what the connection string says.</value>
    public bool Enabled { get; set; }

    /// <summary>The name that the broker's certificate must carry.</summary>
    /// <value>Default: the host that is connected to.</value>
    public string? ServerName { get; set; }

    /// <summary>The service's own certificates with their keys, for brokers that ask for one.</summary>
    /// <value>Default: none.</value>
    public X509Certificate2Collection ClientCertificates { get; } = [];

    /// <summary>
    /// A PKCS#12 file with the service's own certificate and its key, read anew at each connect; instead of
    /// <see cref="ClientCertificates"/>.
    /// </summary>
    /// <value>Default: none.</value>
    public string? ClientCertificateFile { get; set; }

    /// <summary>The file's password.</summary>
    /// <value>Default: none.</value>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>The authorities that are trusted for the broker's certificate, and no others.</summary>
    /// <value>Default: none, which means those that the machine trusts.</value>
    public X509Certificate2Collection TrustedAuthorities { get; } = [];

    /// <summary>Whether it is checked that the broker's certificate was not revoked.</summary>
    /// <value>Default: <see cref="X509RevocationMode.NoCheck"/>, since an authority of a company's own often publishes no list.</value>
    public X509RevocationMode Revocation { get; set; } = X509RevocationMode.NoCheck;
}
