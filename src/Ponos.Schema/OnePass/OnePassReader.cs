using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using Ponos.Schema.Numbers;
using Ponos.Schema.Patterns;
using Ponos.Schema.Rules;
using Ponos.Schema.Text;

namespace Ponos.Schema.OnePass;

/// <summary>
/// Judges a document while it is read, which an ordinary valid job passes at about the cost of reading it. It says "surely valid"
/// or nothing: everything unusual, and all that is invalid, is left to <see cref="Evaluation"/>, which also says why.
/// </summary>
internal static class OnePassReader
{
    /// <summary>Whether a document is valid beyond doubt.</summary>
    public static bool IsSurelyValid(ReadOnlySpan<byte> text, OnePassSchema root, int maxDepth)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }

        try
        {
            return Read(text, root, Math.Min(maxDepth, Containers.Most));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Read(ReadOnlySpan<byte> text, OnePassSchema root, int maxDepth)
    {
        // One level more than allowed: what is too deep is given up below, without the cost of an exception.
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        var outer = default(Containers);
        var others = default(OtherNames);
        var depth = 0;
        var patternBudget = PatternProgram.BudgetOf(text.Length);

        // Of the innermost open container, and of the value to come.
        OnePassSchema? container = null;
        var isArray = false;
        var seen = 0UL;
        var items = 0;
        var firstOther = 0;
        var otherCount = 0;
        var schema = root;
        while (reader.Read())
        {
            var type = reader.TokenType;
            if (type == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                if (reader.ValueIsEscaped)
                {
                    return false;
                }

                if (container!.Properties.Find(NameHash.Of(name), name) is not { } rule)
                {
                    if (!container.AllowsOthers || otherCount == OtherNames.Most || others.Has(text, name, firstOther, otherCount))
                    {
                        return false;
                    }

                    others[otherCount++] = new OtherName((int)reader.TokenStartIndex + 1, name.Length);
                    schema = OnePassSchema.Anything;
                    continue;
                }

                var bit = 1UL << rule.Ordinal;
                if ((seen & bit) != 0)
                {
                    return false;
                }

                seen |= bit;
                schema = container.Named[rule.Ordinal];
                continue;
            }

            if (type is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                if (isArray ? !Allows(container!, items) : !Allows(container!, seen, otherCount - firstOther))
                {
                    return false;
                }

                depth--;
                ref readonly var left = ref outer[depth];
                (container, isArray, seen, items) = (left.Schema, left.IsArray, left.Seen, left.Items);
                (otherCount, firstOther) = (firstOther, left.FirstOther);
                continue;
            }

            if (isArray)
            {
                items++;
                schema = container!.Items!;
            }

            switch (type)
            {
                case JsonTokenType.String:
                    if ((schema.Types & JsonTypes.String) == 0 || !AllowsString(ref reader, schema, ref patternBudget))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.Number:
                    if (!AllowsNumber(schema, reader.ValueSpan))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    if ((schema.Types & JsonTypes.Boolean) == 0 || schema.Enum is not null)
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.Null:
                    if ((schema.Types & JsonTypes.Null) == 0 || schema.Enum is not null)
                    {
                        return false;
                    }

                    break;
                default:
                    var opensArray = type == JsonTokenType.StartArray;
                    if (depth == maxDepth
                        || (schema.Types & (opensArray ? JsonTypes.Array : JsonTypes.Object)) == 0
                        || schema.Enum is not null)
                    {
                        return false;
                    }

                    outer[depth++] = new Container(container, isArray, items, seen, firstOther);
                    (container, isArray, seen, items, firstOther) = (schema, opensArray, 0, 0, otherCount);
                    break;
            }
        }

        return true;
    }

    private static bool Allows(OnePassSchema array, int items) => items >= array.MinItems && items <= array.MaxItems;

    private static bool Allows(OnePassSchema container, ulong seen, int others) =>
        (seen & container.Required) == container.Required
        && BitOperations.PopCount(seen) + others is var count
        && count >= container.MinProperties
        && count <= container.MaxProperties;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AllowsNumber(OnePassSchema schema, ReadOnlySpan<byte> number) =>
        ((schema.Types & JsonTypes.Number) != 0 || ((schema.Types & JsonTypes.Integer) != 0 && JsonNumber.IsIntegral(number)))
        && (schema.Numbers is null || schema.Numbers.AreMet(number))
        && schema.Enum is null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AllowsString(ref Utf8JsonReader reader, OnePassSchema schema, ref long patternBudget)
    {
        var value = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            return schema.Enum is null
                && !StringEscapes.MayNameSurrogate(value)
                && (schema.Strings is null || schema.Strings.AreSurelyMet(value));
        }

        return (schema.Strings is null || schema.Strings.AreMet(value, ref patternBudget))
            && (schema.Enum is null || schema.Enum.Lists(value));
    }

    /// <summary>A container that is open around the innermost one.</summary>
    private readonly record struct Container(OnePassSchema? Schema, bool IsArray, int Items, ulong Seen, int FirstOther);

    /// <summary>Where in the text a name is that its schema does not know.</summary>
    private readonly record struct OtherName(int Start, int Length);

    /// <summary>
    /// The names that their schemas don't know, of all open containers: one may not come twice. Jobs have few (<c>tid</c> is
    /// one); with more, the index is the better way.
    /// </summary>
    [InlineArray(Most)]
    private struct OtherNames
    {
        public const int Most = 8;

        private OtherName _first;

        public readonly bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                if (text.Slice(this[i].Start, this[i].Length).SequenceEqual(name))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Room for as many as jobs nest; what is deeper takes the other way.</summary>
    [InlineArray(Most)]
    private struct Containers
    {
        public const int Most = 8;

        private Container _first;
    }
}
