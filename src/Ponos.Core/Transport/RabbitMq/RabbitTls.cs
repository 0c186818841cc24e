using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ponos.Transport.RabbitMq;

/// <summary>TLS to the broker. The server's name is always checked; there is no way to accept a policy error.</summary>
internal sealed record RabbitTls
{
    public static readonly RabbitTls Off = new();

    public bool Enabled { get; init; }

    /// <summary>The name that the server's certificate must carry; the host that is connected to when absent.</summary>
    public string? ServerName { get; init; }

    /// <summary>A PKCS#12 file with our own certificate and its key, read at each connect: it may have been renewed.</summary>
    public string? ClientCertificatePath { get; init; }

    public string? ClientCertificatePassphrase { get; init; }

    public X509Certificate2Collection? ClientCertificates { get; init; }

    /// <summary>The only authorities that are trusted; the machine's when there are none.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>Never the passphrase.</summary>
    public override string ToString() => Enabled ? "TLS" : "no TLS";

    public SslClientAuthenticationOptions For(string host)
    {
        var name = ServerName ?? host;
        var policy = new X509ChainPolicy { RevocationMode = Revocation };
        // The broker's certificate is for servers, whatever else it may be good for.
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (Authorities is { Count: > 0 } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = name,
            ClientCertificates = OwnCertificates(),
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, _, chain, errors) => TlsRefusal.Check(name, chain, errors),
        };
    }

    private X509Certificate2Collection? OwnCertificates() => ClientCertificatePath is { } path
        ? [X509CertificateLoader.LoadPkcs12FromFile(path, ClientCertificatePassphrase)]
        : ClientCertificates;
}
