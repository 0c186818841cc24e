namespace Ponos.Schema.Text;

/// <summary>Says of a text that no schema can look at what is wrong with it.</summary>
internal static class DefectReport
{
    public static SchemaViolation Of(JsonDefect defect, JsonView view, int at, long offset, int maxDepth)
    {
        var (keyword, message) = defect switch
        {
            JsonDefect.ByteOrderMark => ("json", "must be JSON from its first byte on, without a byte order mark"),
            JsonDefect.NotUtf8 => ("utf8", "must be UTF-8 throughout"),
            JsonDefect.LoneSurrogate => ("surrogate", "must not hold one half of a surrogate pair"),
            JsonDefect.TooDeep => ("depth", $"must not nest arrays and objects deeper than {maxDepth} levels"),
            JsonDefect.DuplicateKey => ("duplicateKey", "must not be named twice in one object"),
            _ => ("json", offset < 0 ? "must be JSON" : $"must be one JSON value; it stops being one after byte {offset}"),
        };
        return new SchemaViolation
        {
            InstanceLocation = at < 0 ? string.Empty : JsonPointer.To(in view, at, longest: SchemaViolation.LongestLocation),
            Keyword = keyword,
            SchemaLocation = string.Empty,
            Message = message,
        };
    }
}
