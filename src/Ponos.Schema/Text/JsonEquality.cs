using System.Runtime.CompilerServices;
using Ponos.Schema.Numbers;

namespace Ponos.Schema.Text;

/// <summary>Equality of JSON values: numbers by value, objects whatever the order of their properties.</summary>
internal static class JsonEquality
{
    // Objects larger than this are compared through a set of names instead of by search.
    private const int SearchedProperties = 16;

    public static bool AreEqual(in JsonView left, int leftAt, in JsonView right, int rightAt)
    {
        ref readonly var a = ref left[leftAt];
        ref readonly var b = ref right[rightAt];
        if (a.Type != b.Type)
        {
            return false;
        }

        switch (a.Type)
        {
            case JsonTypes.Null:
                return true;
            case JsonTypes.Boolean:
                return a.IsTrue == b.IsTrue;
            case JsonTypes.String:
                return a.Length == b.Length && left.Bytes(in a).SequenceEqual(right.Bytes(in b));
            case JsonTypes.Number:
                return AreEqualNumbers(left.Bytes(in a), right.Bytes(in b));
            case JsonTypes.Array:
                return a.Length == b.Length && AreEqualArrays(in left, leftAt, in right, rightAt);
            default:
                return a.Length == b.Length
                    && (a.Length <= SearchedProperties
                        ? AreEqualObjects(in left, leftAt, in right, rightAt)
                        : AreEqualLargeObjects(in left, leftAt, in right, rightAt));
        }
    }

    private static bool AreEqualNumbers(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right) || JsonNumber.Compare(new JsonNumber(left), new JsonNumber(right)) == 0;

    private static bool AreEqualArrays(in JsonView left, int leftAt, in JsonView right, int rightAt)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var end = left[leftAt].Link;
        var other = rightAt + 1;
        for (var at = leftAt + 1; at < end; at = left.After(at))
        {
            if (!AreEqual(in left, at, in right, other))
            {
                return false;
            }

            other = right.After(other);
        }

        return true;
    }

    private static bool AreEqualObjects(in JsonView left, int leftAt, in JsonView right, int rightAt)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var end = left[leftAt].Link;
        for (var at = leftAt + 1; at < end; at = left.After(at + 1))
        {
            ref readonly var name = ref left[at];
            var other = right.Find(rightAt, left.Bytes(in name), name.Link);
            if (other < 0 || !AreEqual(in left, at + 1, in right, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqualLargeObjects(in JsonView left, int leftAt, in JsonView right, int rightAt)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        using var names = new NameSet(right[rightAt].Length);
        var end = right[rightAt].Link;
        for (var at = rightAt + 1; at < end; at = right.After(at + 1))
        {
            names.Add(in right, at);
        }

        end = left[leftAt].Link;
        for (var at = leftAt + 1; at < end; at = left.After(at + 1))
        {
            var other = names.Find(in right, left.Bytes(at));
            if (other < 0 || !AreEqual(in left, at + 1, in right, other + 1))
            {
                return false;
            }
        }

        return true;
    }
}
