namespace Ponos.Dashboard.Dead;

/// <summary>One queue of jobs that were given up on.</summary>
internal sealed record DeadAddress(string Service, string JobName, DeadLetterKind Kind)
{
    /// <summary>As it is said: "dead jobs of images, docker.images.cleanup".</summary>
    public string Words => $"{(Kind == DeadLetterKind.Dead ? "dead" : "invalid")} jobs of {Service}, {JobName}";
}
