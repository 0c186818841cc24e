using System.Buffers.Binary;
using System.Text;
using Ponos.Tests.Support;

namespace Ponos.RabbitMq.Tests.Support;

/// <summary>Messages as bytes: AMQP's properties, each there or not, and a body.</summary>
internal sealed class MessageFuzz
{
    private const string Kinds = "tbBsuIilfdDSxTAFVz";

    private static readonly string[] Names =
    [
        "x-delivery-count", "x-death", "x-first-death-queue", "ponos-attempt", "ponos-contract", "ponos-reason", "ponos-begins",
        "ponos-not-after-no", "ponos-error", "ponos-uncounted", "traceparent", "tracestate", "publisherWorkerName", "tenant", "",
    ];

    private readonly Random _random;
    private readonly FuzzedBodies _bodies;
    private readonly string _publisher;
    private int _number;

    public MessageFuzz(int seed)
    {
        _random = new Random(seed);
        _bodies = new FuzzedBodies(_random);
        _publisher = $"{seed}";
    }

    public (ushort Flags, byte[] Properties, byte[] Body) Next()
    {
        using var bytes = new MemoryStream();
        ushort flags = 0;
        Add(15, 4, () => Short(_random.Next(2) == 0 ? "application/json"u8 : _bodies.Name(60)));
        Add(14, 8, () => Short(_bodies.Name(60)));
        Add(13, 2, () => Long(Table(_random.Next(6), 3)));
        Add(12, 2, () => bytes.WriteByte((byte)_random.Next(1, 3)));
        Add(11, 4, () => bytes.WriteByte((byte)_random.Next(256)));
        Add(10, 8, () => Short(_bodies.Name(255)));
        Add(9, 8, () => Short(_bodies.Name(255)));
        Add(8, 16, () => Short("3600000"u8));
        Add(7, 1, MessageId);
        Add(6, 4, () => Number(_random.Next(3) == 0 ? ulong.MaxValue - (ulong)_random.Next() : (ulong)_random.Next()));
        Add(5, 2, () => Short(_random.Next(4) == 0 ? _bodies.Name(255) : "docker.images.cleanup"u8));
        // The broker refuses another user's name: that is looked at once in a while.
        Add(4, 16, () => Short(_random.Next(200) == 0 ? "somebody"u8 : "guest"u8));
        Add(3, 4, () => Short(_bodies.Name(255)));
        return (flags, bytes.ToArray(), _bodies.Next());

        // There once in so many messages.
        void Add(int bit, int times, Action write)
        {
            if (_random.Next(times) == 0)
            {
                flags |= (ushort)(1 << bit);
                write();
            }
        }

        void MessageId() => Short(_random.Next(10) switch
        {
            0 => "taken"u8,
            1 => ""u8,
            2 => _bodies.Name(255),
            _ => Encoding.ASCII.GetBytes($"{_publisher}-{_number++}"),
        });

        void Short(ReadOnlySpan<byte> text)
        {
            bytes.WriteByte((byte)text.Length);
            bytes.Write(text);
        }

        void Long(byte[] text) => bytes.Write(RawPublisher.Long(text));

        void Number(ulong value)
        {
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(number, value);
            bytes.Write(number);
        }
    }

    private byte[] Table(int entries, int levels)
    {
        using var table = new MemoryStream();
        for (var i = 0; i < entries; i++)
        {
            var name = _random.Next(3) == 0 ? _bodies.Name(255) : Encoding.ASCII.GetBytes(Names[_random.Next(Names.Length)]);
            table.WriteByte((byte)name.Length);
            table.Write(name);
            WriteValue(table, levels);
        }

        return table.ToArray();
    }

    private void WriteValue(MemoryStream into, int levels)
    {
        // A kind that nobody knows closes the publisher's connection on some brokers: once in a while.
        var kind = Kinds[_random.Next(_random.Next(100) == 0 ? Kinds.Length : Kinds.Length - 1)];
        if (levels == 0 && kind is 'A' or 'F')
        {
            kind = 'S';
        }

        into.WriteByte((byte)kind);
        into.Write(kind switch
        {
            't' => [(byte)_random.Next(2)],
            'b' or 'B' => _bodies.Bytes(1),
            's' or 'u' => _bodies.Bytes(2),
            'I' or 'i' or 'f' => _bodies.Bytes(4),
            'l' or 'd' => _bodies.Bytes(8),
            'T' => [0, 0, 0, 0, .. _bodies.Bytes(4)],
            'D' => [(byte)_random.Next(40), .. _bodies.Bytes(4)],
            'S' or 'x' => RawPublisher.Long(_random.Next(20) == 0 ? _bodies.Bytes(20_000) : _bodies.Name(200)),
            'F' => RawPublisher.Long(Table(_random.Next(4), levels - 1)),
            'A' => RawPublisher.Long(List(_random.Next(4), levels - 1)),
            _ => [],
        });
    }

    private byte[] List(int values, int levels)
    {
        using var list = new MemoryStream();
        for (var i = 0; i < values; i++)
        {
            WriteValue(list, levels);
        }

        return list.ToArray();
    }
}
