using System.Globalization;

namespace Ponos.Soak;

/// <summary>How long, with which faults, and on what.</summary>
internal sealed record SoakOptions(TimeSpan Duration, int Seed, bool Cluster)
{
    public const string Usage = "dotnet run -c Release --project tests/Ponos.Soak -- --minutes N --seed S [--cluster]";

    /// <exception cref="FormatException">The arguments cannot be read.</exception>
    public static SoakOptions Parse(string[] arguments)
    {
        var options = new SoakOptions(TimeSpan.FromMinutes(2), Seed: 1, Cluster: false);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--minutes" =>
                    options with { Duration = TimeSpan.FromMinutes(double.Parse(Value(arguments, ++i), CultureInfo.InvariantCulture)) },
                "--seed" => options with { Seed = int.Parse(Value(arguments, ++i), CultureInfo.InvariantCulture) },
                "--cluster" => options with { Cluster = true },
                var other => throw new FormatException($"'{other}' is not known."),
            };
        }

        return options;
    }

    private static string Value(string[] arguments, int index) =>
        index < arguments.Length ? arguments[index] : throw new FormatException($"{arguments[index - 1]} needs a number.");
}
