using System.Globalization;
using Ponos.Topology;

namespace Ponos.Transport.InMemory;

/// <summary>Finds what stands in the way of declaring a queue or exchange that exists.</summary>
internal static class TopologyDifference
{
    private const string Remedy = "Nothing was changed. Delete the queue once it is empty, or declare it as it is.";

    /// <exception cref="TopologyMismatchException">They differ.</exception>
    public static void Refuse(QueueShape existing, QueueShape wanted)
    {
        RefuseUnless(existing.Type == wanted.Type, existing.Name, "x-queue-type", Said(existing.Type), Said(wanted.Type));
        RefuseUnless(
            existing.Transient == wanted.Transient, existing.Name, "exclusive", Said(existing.Transient), Said(wanted.Transient));
        foreach (var argument in existing.Arguments.Keys.Union(wanted.Arguments.Keys))
        {
            var was = Said(existing.Arguments.GetValueOrDefault(argument));
            var wish = Said(wanted.Arguments.GetValueOrDefault(argument));
            RefuseUnless(was == wish, existing.Name, argument, was, wish);
        }
    }

    /// <exception cref="TopologyMismatchException">They differ.</exception>
    public static void Refuse(string exchange, ExchangeType existing, ExchangeType wanted)
    {
        if (existing != wanted)
        {
            throw new TopologyMismatchException(
                exchange,
                $"The exchange '{exchange}' exists with type {existing} and is declared with type {wanted}. "
                + "Nothing was changed. Delete the exchange, or declare it as it is.");
        }
    }

    /// <exception cref="TopologyMismatchException">The queue belongs to another transport.</exception>
    public static void RefuseOther(InMemoryQueue existing, InMemoryTransport transport)
    {
        if (existing.Owner is { } owner && owner != transport)
        {
            throw new TopologyMismatchException(
                existing.Name,
                $"The queue '{existing.Name}' is exclusive to another connection and ends with it. "
                + "Nothing was changed. Give each process's broadcast queue a name of its own, "
                + "or delete the other by closing its connection.");
        }
    }

    private static void RefuseUnless(bool same, string queue, string argument, string was, string wish)
    {
        if (!same)
        {
            throw new TopologyMismatchException(
                queue, $"The queue '{queue}' exists with {argument} = {was} and is declared with {argument} = {wish}. {Remedy}");
        }
    }

    private static string Said(QueueType type) => type == QueueType.Quorum ? "quorum" : "classic";

    private static string Said(object? value) => value switch
    {
        null => "none",
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "none",
    };
}
