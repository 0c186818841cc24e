namespace Ponos.Journal;

/// <summary>
/// Tells of a batch which ids it may hold, so that whoever looks for one need not unpack the others: a Bloom filter of ten
/// bits and seven hashes an id, which holds one of a hundred and twenty other ids by mistake.
/// </summary>
internal static class IdFilter
{
    private const int BitsAnId = 10;
    private const int Hashes = 7;

    /// <summary>A filter for so many ids, with none in it.</summary>
    public static byte[] For(int ids) => new byte[Math.Max(1, (ids * BitsAnId + 7) / 8)];

    public static void Add(Span<byte> filter, string id)
    {
        foreach (var bit in new Bits(id, filter.Length))
        {
            filter[bit >> 3] |= (byte)(1 << (bit & 7));
        }
    }

    public static bool MayHold(ReadOnlySpan<byte> filter, string id)
    {
        foreach (var bit in new Bits(id, filter.Length))
        {
            if ((filter[bit >> 3] & (1 << (bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The bits of an id: one hash, and a step from it, instead of seven hashes.</summary>
    private struct Bits
    {
        private readonly uint _count;
        private readonly uint _step;
        private uint _at;
        private int _left = Hashes;

        public Bits(string id, int bytes)
        {
            // FNV-1a (RFC 9923) over UTF-16: it must be the same in every process, which string.GetHashCode is not.
            var hash = 14_695_981_039_346_656_037UL;
            foreach (var character in id)
            {
                hash = (hash ^ character) * 1_099_511_628_211UL;
            }

            (_at, _step) = ((uint)hash, (uint)(hash >> 32) | 1);
            _count = (uint)bytes * 8;
        }

        public readonly int Current => (int)(_at % _count);

        public readonly Bits GetEnumerator() => this;

        public bool MoveNext()
        {
            _at += _step;
            return _left-- > 0;
        }
    }
}
