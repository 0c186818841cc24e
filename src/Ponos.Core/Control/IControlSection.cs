using System.Text.Json;

namespace Ponos.Control;

/// <summary>
/// Adds a section of a package's own to what a process says of itself. Registered under the service's name
/// (<c>AddKeyedSingleton</c>).
/// </summary>
public interface IControlSection
{
    /// <summary>The section's name in <see cref="ProcessReport.Sections"/>.</summary>
    string Name { get; }

    /// <summary>
    /// What there is to say. Asked for each report; an exception, more than two seconds or too much text leaves the section out.
    /// </summary>
    /// <param name="cancellationToken">Ends with the process's stop.</param>
    /// <returns>JSON, at most 256 KiB of text.</returns>
    ValueTask<JsonElement> DescribeAsync(CancellationToken cancellationToken);
}
