using System.Globalization;

namespace Ponos.Soak.Orders;

/// <summary>How many orders, and what happens meanwhile.</summary>
/// <param name="Orders">How many are placed at least.</param>
/// <param name="Kills">How often a process is killed.</param>
/// <param name="BrokerKills">How often the broker is.</param>
/// <param name="DatabaseKills">How often the database is.</param>
/// <param name="Processes">How many there are at a time.</param>
/// <param name="Seed">Decides when.</param>
internal sealed record OrderOptions(
    int Orders = 2000, int Kills = 200, int BrokerKills = 5, int DatabaseKills = 5, int Processes = 1, int Seed = 1)
{
    public const string Usage =
        "dotnet run -c Release --project tests/Ponos.Soak -- orders|keys [--orders N] [--kills "
        + "N] [--broker-kills N] [--database-kills N] [--processes N] [--seed S]";

    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static OrderOptions Parse(string[] arguments)
    {
        var options = new OrderOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--orders" => options with { Orders = Number(arguments, ++i) },
                "--kills" => options with { Kills = Number(arguments, ++i) },
                "--broker-kills" => options with { BrokerKills = Number(arguments, ++i) },
                "--database-kills" => options with { DatabaseKills = Number(arguments, ++i) },
                "--processes" => options with { Processes = Number(arguments, ++i) },
                "--seed" => options with { Seed = Number(arguments, ++i) },
                var other => throw new FormatException($"'{other}' is not known."),
            };
        }

        return options;
    }

    private static int Number(string[] arguments, int index) => index < arguments.Length
        ? int.Parse(arguments[index], CultureInfo.InvariantCulture)
        : throw new FormatException($"{arguments[index - 1]} needs a number.");
}
