namespace Ponos.Dashboard;

/// <summary>Who may use the dashboard, and how closely it looks.</summary>
public sealed class DashboardOptions
{
    /// <summary>
    /// The application's authorization policy that whoever looks must meet. Without one the dashboard answers only on the
    /// machine itself (loopback), and only in the Development environment.
    /// </summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? ViewPolicy { get; set; }

    /// <summary>
    /// The authorization policy that whoever acts must meet besides <see cref="ViewPolicy"/>: pauses, replays, drops,
    /// publishes. Without one nothing can be done but on the machine itself, in the Development environment.
    /// </summary>
    /// <value>Default: <see langword="null"/>.</value>
    public string? ActPolicy { get; set; }

    /// <summary>
    /// How often processes and queues are asked while somebody looks. While nobody does, they are asked every 30 seconds.
    /// </summary>
    /// <value>Default: 2 seconds. From 500 milliseconds to 1 minute.</value>
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many dead or invalid jobs of a handler are read for a look. The page says how many there are.</summary>
    /// <value>Default: 10 000. From 100 to 100 000.</value>
    public int SampleSize { get; set; } = 10_000;

    internal DashboardOptions Checked()
    {
        Require(
            Beat >= TimeSpan.FromMilliseconds(500) && Beat <= TimeSpan.FromMinutes(1),
            nameof(Beat),
            Beat,
            "it goes from 500 milliseconds to 1 minute");
        Require(SampleSize is >= 100 and <= 100_000, nameof(SampleSize), SampleSize, "it goes from 100 to 100 000");
        Require(ViewPolicy is not "", nameof(ViewPolicy), "''", "name a policy of the application, or leave it null");
        Require(ActPolicy is not "", nameof(ActPolicy), "''", "name a policy of the application, or leave it null");
        return this;
    }

    private static void Require(bool holds, string option, object value, string rule)
    {
        if (!holds)
        {
            throw new InvalidOperationException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"The option {nameof(DashboardOptions)}.{option} is {value}; {rule}."));
        }
    }
}
