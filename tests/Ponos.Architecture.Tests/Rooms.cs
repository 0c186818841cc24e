using ArchUnitNET.Domain;

namespace Ponos.Architecture.Tests;

/// <summary>The house: which rooms there are, what each may use, and which room a type lives in.</summary>
internal static class Rooms
{
    public const string Root = "root";

    /// <summary>The words, in a package of their own: any room may use them, and they use nothing.</summary>
    public const string Words = "Abstractions";

    private static readonly string[] TheLine =
        [Root, "Schema", "Topology", "Contracts", "Transport", "Retry", "Handlers", "Diagnostics", "Delivery", "Publishing"];

    /// <summary>The table of the design: a room, and the rooms that it may use besides itself.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>
    {
        [Words] = [],
        [Root] = [],
        ["Schema"] = [],
        ["Topology"] = [Root],
        ["Contracts"] = [Root, "Schema"],
        ["Transport"] = [Root, "Topology"],
        ["Retry"] = [Root],
        ["Handlers"] = [Root, "Contracts", "Retry"],
        ["Diagnostics"] = [Root],
        ["Delivery"] = [Root, "Schema", "Topology", "Contracts", "Transport", "Retry", "Handlers", "Diagnostics"],
        ["Publishing"] = [Root, "Contracts", "Topology", "Transport", "Diagnostics"],
        ["Journal"] = [Root, "Topology", "Contracts", "Transport", "Handlers", "Diagnostics", "Delivery"],
        ["Control"] = [.. TheLine, "Journal"],
        ["Hosting"] = [.. TheLine, "Journal", "Control"],
        ["Transport.InMemory"] = [Root, "Topology", "Transport", "Diagnostics"],
        ["Transport.RabbitMq"] = [Root, "Topology", "Transport", "Diagnostics"],
    };

    /// <summary>The one type that knows the adapters: it chooses one when a service is put together.</summary>
    public const string AdapterDoor = "Ponos.Hosting.TransportChoice";

    /// <summary>
    /// What a user types has the namespace Ponos wherever it lives. A type that is missing here counts as root, which may
    /// use nothing: the test then says so.
    /// </summary>
    private static readonly Dictionary<string, string> PublicTypesOfRooms = new()
    {
        ["Ponos.PonosBuilder"] = "Hosting",
        ["Ponos.HandlerBuilder"] = "Hosting",
        ["Ponos.PonosDiagnostics"] = "Diagnostics",
        ["Ponos.TaskMappingExtensions"] = "Hosting",
        ["Ponos.EventMappingExtensions"] = "Hosting",
        ["Ponos.PonosOptions"] = "Hosting",
        ["Ponos.PonosServiceCollectionExtensions"] = "Hosting",
        ["Ponos.PonosServiceProviderExtensions"] = "Hosting",
        ["Ponos.PonosTopologyExtensions"] = "Hosting",
        ["Ponos.PonosOperatorExtensions"] = "Hosting",
        ["Ponos.IHostServices"] = "Hosting",
        ["Ponos.RabbitMqBuilderExtensions"] = "Hosting",
        ["Ponos.RetryOptions"] = "Retry",
        ["Ponos.FailureAction"] = "Retry",
    };

    /// <summary>A type's namespace; empty for one that has none, such as a type parameter.</summary>
    public static string SpaceOf(IType type) => type.Namespace?.FullName ?? "";

    /// <summary>A type's room, or null for a type that is not of Ponos.Core.</summary>
    public static string? Of(IType type)
    {
        // A type parameter has no assembly.
        if (type.Assembly?.Name.Split(',')[0] == "Ponos.Abstractions")
        {
            return Words;
        }

        var name = type.FullName;
        foreach (var (publicType, room) in PublicTypesOfRooms)
        {
            if (name == publicType
                || name.StartsWith(publicType + "+", StringComparison.Ordinal)
                || name.StartsWith(publicType + "/", StringComparison.Ordinal))
            {
                return room;
            }
        }

        var space = SpaceOf(type);
        if (space == "Ponos")
        {
            return Root;
        }

        if (!space.StartsWith("Ponos.", StringComparison.Ordinal))
        {
            return null;
        }

        // The deepest room whose name the namespace begins with: a room may have corners of its own.
        var path = space["Ponos.".Length..];
        return MayUse.Keys
            .Where(room => path == room || path.StartsWith(room + ".", StringComparison.Ordinal))
            .MaxBy(room => room.Length) ?? path;
    }
}
