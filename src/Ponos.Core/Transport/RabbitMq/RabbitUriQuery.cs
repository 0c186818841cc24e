using System.Globalization;

namespace Ponos.Transport.RabbitMq;

/// <summary>The parameters that a RabbitMQ URI may end with.</summary>
internal sealed class RabbitUriQuery
{
    private const string Known = "heartbeat (seconds), connection_timeout (milliseconds), server_name_indication, certfile and certpass";

    public TimeSpan? Heartbeat { get; private set; }

    public TimeSpan? ConnectDeadline { get; private set; }

    public string? ServerName { get; private set; }

    public string? ClientCertificatePath { get; private set; }

    public string? ClientCertificatePassphrase { get; private set; }

    public static RabbitUriQuery Parse(string query)
    {
        var read = new RabbitUriQuery();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            switch (equals < 0 ? pair : pair[..equals])
            {
                case "heartbeat":
                    read.Heartbeat = TimeSpan.FromSeconds(Number(value, "heartbeat", 1, 60));
                    break;
                case "connection_timeout":
                    read.ConnectDeadline = TimeSpan.FromMilliseconds(Number(value, "connection_timeout", 100, 300_000));
                    break;
                case "server_name_indication":
                    read.ServerName = value;
                    break;
                case "certfile":
                    read.ClientCertificatePath = value;
                    break;
                case "certpass":
                    read.ClientCertificatePassphrase = value;
                    break;
                default:
                    // A part of an unescaped password can end up here, so the parameter isn't repeated.
                    throw new FormatException(
                        $"The RabbitMQ URI has a parameter that is not known. Known are {Known}; a '?' in a password is written %3F.");
            }
        }

        return read;
    }

    private static int Number(string text, string name, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"The RabbitMQ URI's {name} is no number between {min} and {max}."));
}
