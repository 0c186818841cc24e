using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ponos.Tests.Support;

/// <summary>An authority of a test's own that issues certificates into a folder.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-tls-").FullName;
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;

    public CertificateAuthority()
    {
        var request = new CertificateRequest("CN=Ponos tests", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(Yesterday, Tomorrow);
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, PEM.</summary>
    public string CertificateFile => Path.Combine(_folder, "ca.pem");

    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    private static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1);

    /// <summary>A server's certificate and key, PEM, for a host name.</summary>
    public (string Certificate, string Key) IssueServer(string host)
    {
        using var key = RSA.Create(2048);
        using var issued = Issue($"CN={host}", key, "1.3.6.1.5.5.7.3.1", names => names.AddDnsName(host));
        var (certificate, keyFile) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"));
        File.WriteAllText(certificate, issued.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificate, keyFile);
    }

    /// <summary>A client's certificate with its key, PKCS#12.</summary>
    public string IssueClient(string name, string passphrase)
    {
        using var key = RSA.Create(2048);
        using var issued = Issue($"CN={name}", key, "1.3.6.1.5.5.7.3.2", names => names.AddIpAddress(IPAddress.Loopback));
        using var both = issued.CopyWithPrivateKey(key);
        var file = Path.Combine(_folder, "client.p12");
        File.WriteAllBytes(file, both.Export(X509ContentType.Pkcs12, passphrase));
        return file;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private X509Certificate2 Issue(string subject, RSA key, string purpose, Action<SubjectAlternativeNameBuilder> addNames)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        return request.Create(_certificate, Yesterday.AddHours(1), Tomorrow.AddHours(-1), RandomNumberGenerator.GetBytes(8));
    }
}
