using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Khronos;

namespace Ponos.Architecture.Tests;

/// <summary>Khronos reaches RabbitMQ through one room; the rest of it knows a lease, a term and a state.</summary>
public sealed class KhronosRoomTests
{
    private static readonly ArchUnitNET.Domain.Architecture Khronos = new ArchLoader()
        .LoadAssemblies(typeof(KhronosOptions).Assembly)
        .Build();

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Schedules"] = [],
        ["Diagnostics"] = [],
        ["Engine"] = ["Schedules", "Diagnostics"],
        ["State"] = ["Schedules"],
        ["Publishing"] = ["Schedules", "Engine"],
        ["Book"] = ["Schedules", "Engine", "State", "Publishing"],
        ["Terms"] = ["Schedules", "Diagnostics", "Engine", "State", "Book"],
        ["Replication"] = ["Schedules", "Diagnostics", "State", "Terms"],
        ["Tasks"] = ["Schedules", "Diagnostics", "Engine", "Book", "Terms"],
        ["Status"] = ["Schedules", "Diagnostics", "Engine", "State", "Book", "Terms", "Tasks"],
        ["Hosting"] = ["Schedules", "Diagnostics", "Engine", "State", "Publishing", "Book", "Terms", "Replication", "Tasks", "Status"],
    };

    [Test]
    public void Types_OfEachRoom_UseOnlyRoomsTheyMay()
    {
        var trespasses = new SortedSet<string>();
        foreach (var type in Khronos.Types.Where(type => RoomOf(type) is not null && !IsComposition(type)))
        {
            var room = RoomOf(type)!;
            // Type parameters of one name are one to the reader of assemblies, whoever has them.
            foreach (var target in type.Dependencies.Select(dependency => dependency.Target)
                .Where(target => target is not GenericParameter))
            {
                if (RoomOf(target) is { } other && other != room && !MayUse[room].Contains(other))
                {
                    trespasses.Add($"{type.FullName} ({room}) uses {target.FullName} ({other})");
                }
            }
        }

        Assert.That(trespasses, Is.Empty, "A room reaches where it may not. See the table in docs/architecture.md, or move the type.");
    }

    [Test]
    public void Rooms_InTheAssembly_AreAllInTheTable() =>
        Assert.That(
            Khronos.Types.Select(Rooms.SpaceOf)
                .Where(space => space.StartsWith("Khronos.", StringComparison.Ordinal))
                .Select(space => space.Split('.')[1])
                .Distinct(),
            Is.SubsetOf(MayUse.Keys.Append("Naming")));

    [TestCase("RabbitMQ.Client")]
    [TestCase("Ponos.Transport.RabbitMq")]
    public void RabbitMq_IsUsed_InReplicationOnly(string library) =>
        Assert.That(UsersOf(library), Is.EqualTo(new[] { "Khronos.Replication" }));

    [Test]
    public void Sqlite_IsUsed_InStateOnly() => Assert.That(UsersOf("Microsoft.Data.Sqlite"), Is.EqualTo(new[] { "Khronos.State" }));

    /// <summary>The rooms that use a library; what the composition of the host names is its own business.</summary>
    private static IEnumerable<string> UsersOf(string library) => Khronos.Types
        .Where(type => Rooms.SpaceOf(type).StartsWith("Khronos", StringComparison.Ordinal) && !IsComposition(type))
        .Where(type => type.Dependencies.Any(dependency => Rooms.SpaceOf(dependency.Target).StartsWith(library, StringComparison.Ordinal)))
        .Select(Rooms.SpaceOf)
        .Distinct();

    /// <summary>A type's room; none for what lies in the root, or in Khronos.Client.</summary>
    // The reader takes a generated method's type parameter for one of the class that was generated last: it is nobody's.
    private static string? RoomOf(IType type) => type.FullName.EndsWith('>') ? null
        : Rooms.SpaceOf(type).Split('.') is ["Khronos", var room, ..] && MayUse.ContainsKey(room) ? room
        : null;

    private static bool IsComposition(IType type) =>
        type.FullName.StartsWith(typeof(KhronosServiceCollectionExtensions).FullName!, StringComparison.Ordinal);
}
