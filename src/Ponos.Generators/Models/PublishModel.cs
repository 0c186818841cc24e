namespace Ponos.Generators.Models;

/// <summary>A job that the project's code publishes.</summary>
/// <param name="Kind">The member of <c>JobKind</c>; or <see langword="null"/> for a job that is known only at run time.</param>
/// <param name="Name">The job's name.</param>
internal sealed record PublishModel(string? Kind, string Name)
{
    public static readonly PublishModel Unknown = new(null, "");
}
