using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Ponos.Tests.Support;
using Ponos.Transport.RabbitMq.Wire;

namespace Ponos.Transport.Tests.RabbitMq;

/// <summary>What the client is given to read of what came over the wire.</summary>
public sealed class FrameGuardTests
{
    private static readonly byte[] Good = HeaderOf(
        [
            .. RawPublisher.Entry("a", 'S', RawPublisher.Long([1, 2, 3])),
            .. RawPublisher.Entry("n", 'A', RawPublisher.Long(RawPublisher.NestedLists(10))),
        ]);
    private static readonly byte[] Deep = HeaderOf(RawPublisher.Entry("n", 'A', RawPublisher.Long(RawPublisher.NestedLists(5_000))));
    private static readonly byte[] Unknown = HeaderOf(RawPublisher.Entry("n", 'Z', 1, 2, 3));

    [Test]
    public void Take_FramesWithoutFault_ComeAsTheyAre()
    {
        byte[] wire = [.. Frame(1, [1, 2, 3, 4]), .. Frame(2, Good), .. Frame(3, new byte[200_000]), .. Frame(8, [])];

        Assert.That(Read(wire, wire.Length, 4096), Is.EqualTo(wire));
    }

    [Test]
    public void Take_HeadersThatCannotBeRead_ComeAsOneThatSaysWhy()
    {
        byte[] before = Frame(1, [1, 2, 3, 4]), after = Frame(3, [5, 6, 7]);

        var read = Read([.. before, .. Frame(2, Deep), .. after, .. Frame(2, Unknown)], 1000, 4096);

        var expected = (byte[])[
            .. before,
            .. Frame(2, HeaderFrame.WithoutHeaders(Deep, HeaderFrame.Fault(Deep)!)),
            .. after,
            .. Frame(2, HeaderFrame.WithoutHeaders(Unknown, HeaderFrame.Fault(Unknown)!)),
        ];
        Assert.That(read, Is.EqualTo(expected));
        Assert.That(HeaderFrame.Fault(Deep), Does.Contain("nested"));
        Assert.That(HeaderFrame.Fault(Unknown), Does.Contain("0x5A"));
    }

    [Test]
    public void Take_HeaderFrameLargerThanAnyMayBe_IsNotKept()
    {
        var huge = HeaderOf(RawPublisher.Entry("n", 'S', RawPublisher.Long(new byte[5_000_000])));
        var after = Frame(3, [5, 6, 7]);

        var read = Read([.. Frame(2, huge), .. after], 64 * 1024, 4096);

        Assert.That(read.Length, Is.LessThan(1000));
        Assert.That(read[^after.Length..], Is.EqualTo(after));
        Assert.That(read[7..19], Is.EqualTo(huge[..12]), "Class and body size are the message's.");
    }

    [Test]
    public void Take_AnotherProtocol_ComesAsItIs()
    {
        var wire = "AMQP\0\0\x09\x01 and whatever follows"u8.ToArray();

        Assert.That(Read(wire, 3, 4096), Is.EqualTo(wire));
    }

    [Test]
    public void Fault_PropertiesBesideTheHeaders_StayInTheirPlaces()
    {
        // Content type, encoding, headers, delivery mode, message id.
        byte[] payload =
        [
            0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0b1111_0000, 0b1000_0000, 1, (byte)'t', 2, (byte)'e', (byte)'e',
            .. RawPublisher.Long(RawPublisher.Entry("n", 'Z')), 2, 1, (byte)'i',
        ];

        var replaced = HeaderFrame.WithoutHeaders(payload, HeaderFrame.Fault(payload)!);

        Assert.That(replaced[..19], Is.EqualTo(payload[..19]));
        Assert.That(replaced[^3..], Is.EqualTo(new byte[] { 2, 1, (byte)'i' }));
        Assert.That(HeaderFrame.Fault(replaced), Is.Null);
    }

    [Test]
    public void Take_HoweverItIsCutUp_ComesTheSame()
    {
        byte[][] frames =
        [
            Frame(1, [1, 2, 3, 4]), Frame(2, Good), Frame(2, Deep), Frame(2, Unknown), Frame(3, new byte[30_000]), Frame(8, []),
        ];
        var some = from order in Gen.Choose(0, frames.Length - 1).ListOf(12) from come in Gen.Choose(
            1, 40_000) from take in Gen.Choose(1, 9_000) select (order, come, take);
        Prop.ForAll(Arb.From(some), given =>
        {
            var wire = given.order.SelectMany(frame => frames[frame]).ToArray();
            return Read(wire, given.come, given.take).AsSpan().SequenceEqual(Read(wire, wire.Length, wire.Length));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Test]
    public void Fault_RandomBytes_NeverThrowsAndWhatIsLeftHasNone()
    {
        var bytes = from length in Gen.Choose(14, 80) from value in Gen.Choose(0, 255)
            .Select(value => (byte)value)
            .ArrayOf(length) select value;
        Prop.ForAll(Arb.From(bytes), payload =>
        {
            payload[12] |= 0x20;
            return HeaderFrame.Fault(payload) is not { } fault || HeaderFrame.Fault(HeaderFrame.WithoutHeaders(payload, fault)) is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    private static byte[] Read(byte[] wire, int come, int take)
    {
        var guard = new FrameGuard();
        var read = new List<byte>();
        var buffer = new byte[take];
        for (var at = 0; at < wire.Length;)
        {
            var room = guard.Room();
            var count = Math.Min(Math.Min(come, room.Length), wire.Length - at);
            wire.AsMemory(at, count).CopyTo(room);
            guard.Add(count);
            at += count;
            while (guard.Take(buffer) is > 0 and var taken)
            {
                read.AddRange(buffer.AsSpan(0, taken));
            }
        }

        return [.. read];
    }

    private static byte[] HeaderOf(byte[] table) => [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x20, 0, .. RawPublisher.Long(table)];

    private static byte[] Frame(byte type, byte[] payload)
    {
        var frame = new byte[8 + payload.Length];
        frame[0] = type;
        frame[2] = 1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(3), payload.Length);
        payload.CopyTo(frame, 7);
        frame[^1] = 0xCE;
        return frame;
    }
}
