using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ponos.Tests.Support;

/// <summary>Publishes what no client would: AMQP 0-9-1, written by hand, with whatever bytes a test wants for the properties.</summary>
internal sealed class RawPublisher : IAsyncDisposable
{
    private const byte Method = 1;
    private const byte Header = 2;
    private const byte Body = 3;
    private const byte End = 0xCE;
    private const int FrameOverhead = 8;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly CancellationToken _cancellationToken;

    private RawPublisher(TcpClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _stream = client.GetStream();
        _cancellationToken = cancellationToken;
    }

    /// <summary>The largest frame that the broker takes from us.</summary>
    public uint FrameMax { get; private set; }

    public static async Task<RawPublisher> ConnectAsync(
        int port, CancellationToken cancellationToken, string user = "guest", string password = "guest")
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var publisher = new RawPublisher(client, cancellationToken);
        await publisher.OpenAsync(user, password);
        return publisher;
    }

    /// <summary>Publishes one message.</summary>
    /// <param name="queue">The queue, through the default exchange.</param>
    /// <param name="flags">Which properties follow.</param>
    /// <param name="properties">The properties, as bytes.</param>
    /// <param name="body">The body.</param>
    /// <returns>
    /// Why the broker did not take it; <see langword="null"/> when it did. After a refusal the connection is of no more use.
    /// </returns>
    public async Task<string?> PublishAsync(string queue, ushort flags, byte[] properties, byte[] body)
    {
        await CallAsync(1, 60, 40, [0, 0, .. Short(""), .. Short(queue), 0]);
        var header = new byte[14 + properties.Length];
        header[1] = 60;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(4), body.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(12), flags);
        properties.CopyTo(header, 14);
        await WriteAsync(Header, 1, header);
        for (var sent = 0; sent < body.Length;)
        {
            var part = body[sent..(int)Math.Min(body.Length, sent + FrameMax - FrameOverhead)];
            await WriteAsync(Body, 1, part);
            sent += part.Length;
        }

        try
        {
            var (kind, method, arguments) = await ReadMethodAsync();
            return (kind, method) switch
            {
                (60, 80) => null,
                (60, 120) => "nack",
                (10, 50) or (20, 40) => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{BinaryPrimitives.ReadUInt16BigEndian(arguments)} {Encoding.UTF8.GetString(arguments, 3, arguments[2])}"),
                _ => throw new InvalidOperationException($"An answer of the kind {kind}.{method}."),
            };
        }
        catch (IOException)
        {
            return "the broker closed the connection without a word";
        }
    }

    /// <summary>Publishes one message with a table of headers, and nothing else.</summary>
    public Task<string?> PublishAsync(string queue, byte[] headers, byte[] body) => PublishAsync(queue, 0x2000, [.. Long(headers)], body);

    /// <summary>One entry of a table.</summary>
    public static byte[] Entry(string name, char kind, params byte[] value) => [.. Short(name), (byte)kind, .. value];

    /// <summary>Bytes with their length before them.</summary>
    public static byte[] Long(byte[] bytes)
    {
        var counted = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(counted, bytes.Length);
        bytes.CopyTo(counted, 4);
        return counted;
    }

    /// <summary>Lists in lists, so many.</summary>
    public static byte[] NestedLists(int levels)
    {
        // Each level is a kind and a length, outermost first.
        var bytes = new byte[levels * 5];
        for (var level = 0; level < levels; level++)
        {
            bytes[level * 5] = (byte)'A';
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan((level * 5) + 1), bytes.Length - ((level + 1) * 5));
        }

        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private static byte[] Short(string text) => [(byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    private async Task OpenAsync(string user, string password)
    {
        await _stream.WriteAsync("AMQP\0\0\x09\x01"u8.ToArray(), _cancellationToken);
        await ReadMethodAsync();
        await CallAsync(
            0, 10, 11, [0, 0, 0, 0, .. Short("PLAIN"), .. Long(Encoding.UTF8.GetBytes($"\0{user}\0{password}")), .. Short("en_US")]);
        var (_, _, tune) = await ReadMethodAsync();
        FrameMax = BinaryPrimitives.ReadUInt32BigEndian(tune.AsSpan(2));
        // As offered, without a heartbeat.
        await CallAsync(0, 10, 31, [.. tune[..6], 0, 0]);
        await CallAsync(0, 10, 40, [.. Short("/"), 0, 0]);
        await ReadMethodAsync();
        await CallAsync(1, 20, 10, Short(""));
        await ReadMethodAsync();
        await CallAsync(1, 85, 10, [0]);
        await ReadMethodAsync();
    }

    private Task CallAsync(ushort channel, byte kind, byte method, byte[] arguments) =>
        WriteAsync(Method, channel, [0, kind, 0, method, .. arguments]);

    private async Task WriteAsync(byte type, ushort channel, byte[] payload)
    {
        var frame = new byte[8 + payload.Length];
        frame[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), channel);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(3), payload.Length);
        payload.CopyTo(frame, 7);
        frame[^1] = End;
        await _stream.WriteAsync(frame, _cancellationToken);
    }

    private async Task<(int Kind, int Method, byte[] Arguments)> ReadMethodAsync()
    {
        while (true)
        {
            var start = new byte[7];
            await _stream.ReadExactlyAsync(start, _cancellationToken);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(3)) + 1];
            await _stream.ReadExactlyAsync(rest, _cancellationToken);
            if (start[0] == Method)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(rest), BinaryPrimitives.ReadUInt16BigEndian(rest.AsSpan(2)), rest[4..^1]);
            }
        }
    }
}
