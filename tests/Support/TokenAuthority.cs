using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ponos.Tests.Support;

/// <summary>Issues the tokens (OAuth 2, JSON Web Tokens) that a test's broker takes for passwords.</summary>
internal sealed class TokenAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-tokens-").FullName;
    private readonly RSA _key = RSA.Create(2048);

    public TokenAuthority() => File.WriteAllText(KeyFile, _key.ExportSubjectPublicKeyInfoPem());

    /// <summary>What makes a broker take its tokens, besides the passwords of the users that it has itself.</summary>
    public string[] Settings =>
    [
        "auth_backends.1 = rabbit_auth_backend_oauth2",
        "auth_backends.2 = rabbit_auth_backend_internal",
        "auth_oauth2.resource_server_id = rabbitmq",
        "auth_oauth2.default_key = tests",
        $"auth_oauth2.signing_keys.tests = {KeyFile}",
    ];

    private string KeyFile => Path.Combine(_folder, "key.pem");

    /// <summary>A token that may do all.</summary>
    /// <param name="validFor">For how long; the broker counts in whole seconds.</param>
    public string Issue(TimeSpan validFor)
    {
        var expires = TimeProvider.System.GetUtcNow().Add(validFor).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var said = Encode("""{"alg":"RS256","typ":"JWT","kid":"tests"}""") + '.' + Encode(
            $$"""
            {"iss":"tests","sub":"worker","aud":["rabbitmq"],"exp":{{expires}},
            "scope":["rabbitmq.configure:*/*","rabbitmq.write:*/*/*","rabbitmq.read:*/*/*"]}
            """);
        var signature = _key.SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{said}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
