using System.Text.Json.Nodes;

namespace Ponos.Contracts;

/// <summary>
/// What a CLR type can hold, where the exporter says less: a document that the schema accepts must be readable, and what
/// the serializer writes must be accepted.
/// </summary>
internal static class ValueRules
{
    public static void Apply(Type type, JsonObject schema)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            type = schema.ContainsKey("enum") ? typeof(string) : Enum.GetUnderlyingType(type);
        }

        switch (Type.GetTypeCode(type))
        {
            case TypeCode.SByte:
                Bound(schema, sbyte.MinValue, sbyte.MaxValue);
                break;
            case TypeCode.Byte:
                Bound(schema, byte.MinValue, byte.MaxValue);
                break;
            case TypeCode.Int16:
                Bound(schema, short.MinValue, short.MaxValue);
                break;
            case TypeCode.UInt16:
                Bound(schema, ushort.MinValue, ushort.MaxValue);
                break;
            case TypeCode.Int32:
                Bound(schema, int.MinValue, int.MaxValue);
                break;
            case TypeCode.UInt32:
                Bound(schema, uint.MinValue, uint.MaxValue);
                break;
            case TypeCode.Int64:
                Bound(schema, long.MinValue, long.MaxValue);
                break;
            case TypeCode.UInt64:
                Bound(schema, ulong.MinValue, ulong.MaxValue);
                break;
            case TypeCode.Decimal:
                Bound(schema, decimal.MinValue, decimal.MaxValue);
                break;
            case TypeCode.DateTime:
                // Written without an offset where its kind is unspecified, which RFC 3339's date-time does not allow.
                Pattern(schema, @"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,16})?)?(Z|[+-]\d{2}:\d{2})?)?$");
                break;
            default:
                ApplyOther(type, schema);
                break;
        }
    }

    private static void ApplyOther(Type type, JsonObject schema)
    {
        if (type == typeof(TimeOnly))
        {
            // A local time has no offset, which RFC 3339's time demands.
            Pattern(schema, @"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,7})?$");
        }
        else if (type == typeof(Uri))
        {
            schema["format"] = "uri-reference";
        }
        else if (type == typeof(Guid))
        {
            schema["format"] = "uuid";
        }
        else if (type == typeof(TimeSpan))
        {
            schema.Remove("$comment");
        }
        else if (type == typeof(byte[]))
        {
            schema["contentEncoding"] = "base64";
        }
    }

    private static void Bound(JsonObject schema, decimal minimum, decimal maximum)
    {
        if (schema.ContainsKey("type"))
        {
            schema["minimum"] = minimum;
            schema["maximum"] = maximum;
        }
    }

    private static void Pattern(JsonObject schema, string pattern)
    {
        schema.Remove("format");
        schema["pattern"] = pattern;
    }
}
