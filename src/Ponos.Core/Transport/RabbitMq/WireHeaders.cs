using System.Collections;
using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq;

/// <summary>Headers from the client's kinds of value to the transport's and back: times and bytes have types of the client's own.</summary>
internal static class WireHeaders
{
    /// <summary>The headers of a delivery. The client made them for it alone, so they are changed in place, and seldom.</summary>
    public static IReadOnlyDictionary<string, object?>? Read(IDictionary<string, object?>? headers)
    {
        if (headers is null)
        {
            return null;
        }

        List<KeyValuePair<string, object?>>? changed = null;
        foreach (var header in headers)
        {
            if (header.Value is not (null or string or byte[] or int or long or bool)
                && ReadValue(header.Value) is var value
                && !ReferenceEquals(value, header.Value))
            {
                (changed ??= []).Add(new(header.Key, value));
            }
        }

        foreach (var (name, value) in changed ?? [])
        {
            headers[name] = value;
        }

        return headers as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>(headers);
    }

    /// <summary>A value as the client writes it.</summary>
    public static object? Written(object? value) => value switch
    {
        null or string or byte[] => value,
        HeaderTime time => new AmqpTimestamp(time.Seconds),
        ReadOnlyMemory<byte> bytes => new BinaryTableValue(bytes.ToArray()),
        IEnumerable<KeyValuePair<string, object?>> table => table.ToDictionary(entry => entry.Key, entry => Written(entry.Value)),
        IEnumerable list => list.Cast<object?>().Select(Written).ToList(),
        _ => value,
    };

    private static object? ReadValue(object? value)
    {
        switch (value)
        {
            case AmqpTimestamp time:
                return new HeaderTime(time.UnixTime);
            case BinaryTableValue binary:
                return (ReadOnlyMemory<byte>)binary.Bytes;
            case IDictionary<string, object?> table:
                foreach (var (name, entry) in table.ToArray())
                {
                    table[name] = ReadScalar(entry);
                }

                return table;
            case IList<object?> list:
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = ReadScalar(list[i]);
                }

                return list;
            default:
                return value;
        }
    }

    /// <summary>What is nested further is kept by nobody.</summary>
    private static object? ReadScalar(object? value) => value is AmqpTimestamp or BinaryTableValue ? ReadValue(value) : value;
}
