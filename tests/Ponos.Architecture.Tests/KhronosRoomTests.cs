using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Khronos;

namespace Ponos.Architecture.Tests;

/// <summary>Khronos reaches RabbitMQ through one room; the rest of it knows a lease, a term and a state.</summary>
public sealed class KhronosRoomTests
{
    private static readonly ArchUnitNET.Domain.Architecture Khronos = new ArchLoader().LoadAssemblies(typeof(KhronosOptions).Assembly).Build();

    [TestCase("RabbitMQ.Client")]
    [TestCase("Ponos.Transport.RabbitMq")]
    public void RabbitMq_IsUsed_InReplicationOnly(string library) => Assert.That(UsersOf(library), Is.EqualTo(new[] { "Khronos.Replication" }));

    [Test]
    public void Sqlite_IsUsed_InStateOnly() => Assert.That(UsersOf("Microsoft.Data.Sqlite"), Is.EqualTo(new[] { "Khronos.State" }));

    /// <summary>The rooms that use a library; what the composition of the host names is its own business.</summary>
    private static IEnumerable<string> UsersOf(string library) => Khronos.Types
        .Where(type => Rooms.SpaceOf(type).StartsWith("Khronos", StringComparison.Ordinal) && !IsComposition(type))
        .Where(type => type.Dependencies.Any(dependency => Rooms.SpaceOf(dependency.Target).StartsWith(library, StringComparison.Ordinal)))
        .Select(Rooms.SpaceOf)
        .Distinct();

    private static bool IsComposition(IType type) => type.FullName.StartsWith(typeof(KhronosServiceCollectionExtensions).FullName!, StringComparison.Ordinal);
}
