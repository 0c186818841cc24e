namespace Ponos;

/// <summary>
/// On a class with handlers: the service that runs them, for a host with several services from one project. Without it every
/// service of the host runs them.
/// </summary>
/// <param name="name">The name that the service is added with: <c>AddPonos("images")</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ServiceAttribute(string name) : Attribute
{
    /// <summary>The service's name.</summary>
    public string Name { get; } = name;
}
