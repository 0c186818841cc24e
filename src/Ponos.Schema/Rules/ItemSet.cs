using System.Buffers;
using System.Numerics;
using Ponos.Schema.Text;

namespace Ponos.Schema.Rules;

/// <summary>Finds equal items of an array, in time linear in the array's text.</summary>
internal static class ItemSet
{
    private const int ComparedItems = 8;

    /// <summary>The index of the first item that equals an earlier one, or -1.</summary>
    public static int FindRepeated(JsonView view, int array) =>
        view[array].Length <= ComparedItems ? FindByComparing(in view, array) : FindByHashing(in view, array);

    private static int FindByComparing(in JsonView view, int array)
    {
        var end = view[array].Link;
        for (var item = view.After(array + 1); item < end; item = view.After(item))
        {
            for (var earlier = array + 1; earlier < item; earlier = view.After(earlier))
            {
                if (JsonEquality.AreEqual(in view, earlier, in view, item))
                {
                    return item;
                }
            }
        }

        return -1;
    }

    private static int FindByHashing(in JsonView view, int array)
    {
        // Pairs of an item's index (plus one) and its hash.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)view[array].Length * 2);
        var slots = ArrayPool<long>.Shared.Rent(size);
        slots.AsSpan(0, size).Clear();
        var repeated = -1;
        var end = view[array].Link;
        for (var item = array + 1; item < end && repeated < 0; item = view.After(item))
        {
            var hash = JsonHash.Of(in view, item);
            var slot = hash & (size - 1);
            while (slots[slot] != 0 && repeated < 0)
            {
                if ((int)slots[slot] == hash && JsonEquality.AreEqual(in view, (int)(slots[slot] >> 32) - 1, in view, item))
                {
                    repeated = item;
                }

                slot = (slot + 1) & (size - 1);
            }

            slots[slot] = ((long)(item + 1) << 32) | (uint)hash;
        }

        ArrayPool<long>.Shared.Return(slots);
        return repeated;
    }
}
