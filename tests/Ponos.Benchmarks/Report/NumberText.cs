using System.Globalization;

namespace Ponos.Benchmarks.Report;

/// <summary>Numbers as the tables write them.</summary>
internal static class NumberText
{
    /// <summary>A ratio, with two places.</summary>
    public static string Ratio(double value) => Of(value, "0.00");

    /// <summary>As many places as say something: 12 345, 123, 12.3, 1.23.</summary>
    public static string Plain(double value) => Of(value, Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" });

    /// <summary>A whole number.</summary>
    public static string Whole(double value) => Of(value, "#,0");

    private static string Of(double value, string format) =>
        double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture).Replace(',', ' ');
}
