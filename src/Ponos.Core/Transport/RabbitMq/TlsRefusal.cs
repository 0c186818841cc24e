using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ponos.Transport.RabbitMq;

/// <summary>Refuses a broker's certificate with the reason, which the client's own refusal does not tell.</summary>
internal static class TlsRefusal
{
    /// <returns>Whether the certificate is without fault.</returns>
    /// <exception cref="AuthenticationException">It is not; the message says why and what to do.</exception>
    public static bool Check(string name, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("the broker shows none");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"it is not for the name '{name}'; connect by a name that it carries, or set server_name_indication to one");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            var status = string.Join(", ", (chain?.ChainStatus ?? []).Select(link => link.Status).Distinct());
            reasons.Add(
                $"its authority is not trusted here ({status}); "
                + "add the authority to the machine's trusted ones, or name its file in SSL_CERT_FILE");
        }

        throw new AuthenticationException($"The broker's certificate is refused: {string.Join("; and ", reasons)}");
    }
}
