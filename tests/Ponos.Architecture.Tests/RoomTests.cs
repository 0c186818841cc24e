using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Ponos.Architecture.Tests;

/// <summary>Holds the room table from the compiled assembly, so that what the code does decides, not what it imports.</summary>
public sealed class RoomTests
{
    private static readonly ArchUnitNET.Domain.Architecture Core = new ArchLoader()
        .LoadAssemblies(typeof(Job).Assembly, typeof(PonosOptions).Assembly)
        .Build();

    private static IEnumerable<IType> CoreTypes() => Core.Types.Where(type => Rooms.Of(type) is not null);

    [Test]
    public void Types_OfEachRoom_UseOnlyRoomsTheyMay()
    {
        var trespasses = new SortedSet<string>();
        foreach (var type in CoreTypes())
        {
            var room = Rooms.Of(type)!;
            foreach (var target in type.Dependencies.Select(dependency => dependency.Target))
            {
                var other = Rooms.Of(target);
                if (other is not null && other != room && !MayUse(type, room, other))
                {
                    trespasses.Add($"{type.FullName} ({room}) uses {target.FullName} ({other})");
                }
            }
        }

        Assert.That(
            string.Join("\n", trespasses),
            Is.Empty,
            "A room reaches where it may not. See the table in docs/concepts.md, or move the type.");
    }

    [Test]
    public void Rooms_InTheAssembly_AreAllInTheTable()
    {
        var rooms = CoreTypes().Select(type => Rooms.Of(type)!).Distinct().Order().ToArray();

        Assert.That(rooms, Is.SubsetOf(Rooms.MayUse.Keys));
        Assert.That(rooms, Has.Length.GreaterThanOrEqualTo(12), "The assembly was read: it has the rooms of the design.");
    }

    [TestCase("RabbitMQ.Client", "Transport.RabbitMq")]
    [TestCase("Polly", "Retry")]
    public void Library_IsUsed_InOneRoomOnly(string library, string home)
    {
        var users = CoreTypes()
            .Where(
                type => type.Dependencies.Any(dependency => Rooms.SpaceOf(dependency.Target).StartsWith(library, StringComparison.Ordinal)))
            .Select(type => Rooms.Of(type)!)
            .Distinct();

        Assert.That(users, Is.EqualTo(new[] { home }));
    }

    [Test]
    public void Serializer_IsUsed_WhereJobsAndOurOwnMessagesAreWritten()
    {
        var users = CoreTypes()
            .Where(type => type.Dependencies.Any(dependency => dependency.Target.FullName == "System.Text.Json.JsonSerializer"))
            .Select(type => Rooms.Of(type)!)
            .Distinct();

        Assert.That(users, Is.EquivalentTo(new[] { "Contracts", "Control", "Journal" }));
    }

    [Test]
    public void PublicTypes_AreNever_InMachineryRooms()
    {
        var machinery = new[] { "Topology", "Transport", "Delivery", "Diagnostics", "Transport.InMemory", "Transport.RabbitMq" };
        var leaked = typeof(PonosOptions).Assembly.GetExportedTypes()
            .Select(type => type.FullName!)
            .Where(name => machinery.Any(room => name.StartsWith($"Ponos.{room}.", StringComparison.Ordinal)));

        Assert.That(leaked, Is.Empty);
    }

    [Test]
    public void TypeNames_SayWhatTheyAre()
    {
        string[] empty = ["Helper", "Helpers", "Util", "Utils", "Utility", "Manager"];
        var named = typeof(PonosOptions).Assembly.GetTypes()
            .Where(type => empty.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal)))
            .Select(type => type.FullName);

        Assert.That(named, Is.Empty);
    }

    private static bool MayUse(IType type, string room, string other) =>
        (other == Rooms.Words && room != "Schema")
        || (Rooms.MayUse.TryGetValue(room, out var rooms) && rooms.Contains(other))
        || (other.StartsWith("Transport.", StringComparison.Ordinal)
            && type.FullName.StartsWith(Rooms.AdapterDoor, StringComparison.Ordinal));
}
