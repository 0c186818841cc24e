using System.Text;

namespace Ponos.Tests.Support;

/// <summary>Bodies as anybody might send them, for a job that is an object with the text <c>dock</c>.</summary>
internal sealed class FuzzedBodies(Random random)
{
    private static readonly string[] Texts =
    [
        "eu-1", "x-fails", "", "ä東", "\u202e\u0007\n", "a\u2028b", "'; drop table jobs --", "<script>alert(1)</script>",
    ];
    private static readonly string[] Tids = ["\"t-1\"", "7", "null", "{\"a\":[]}", "\"\"", "\"\\u202e\\n\""];

    public byte[] Next() => random.Next(16) switch
    {
        < 6 => Utf8($$"""{"dock":{{Quoted(Text())}}}"""),
        6 => Utf8($$"""{"dock":{{Quoted(Text())}},"tid":{{Tids[random.Next(Tids.Length)]}}}"""),
        7 => Mutated(Utf8($$"""{"dock":{{Quoted(Text())}},"more":[1,2.5e3,true,null,{"a":"b"}]}""")),
        8 => Bytes(random.Next(2_000)),
        9 => Nested(random.Next(1, 5_000)),
        10 => Utf8($$"""{"dock":{{Quoted(new string((char)random.Next(32, 0xD800), random.Next(20, 10_000)))}}}"""),
        11 => [0xEF, 0xBB, 0xBF, .. Utf8("""{"dock":"eu-1"}""")],
        12 => Encoding.Unicode.GetBytes("""{"dock":"eu-1"}"""),
        13 => [],
        14 => Utf8("""{"dock":1e400,"dock":[],"$type":"System.IO.FileInfo","$ref":"#","__proto__":{}}"""),
        _ => Utf8(random.Next(2) == 0 ? "\"eu-1\"" : "[{\"dock\":\"eu-1\"}]"),
    };

    /// <summary>A text that is no UTF-8, now and then.</summary>
    public byte[] Name(int most) => random.Next(4) == 0 ? Bytes(random.Next(most)) : Cut(Utf8(Text()), most);

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Cut(byte[] bytes, int most) => bytes.Length <= most ? bytes : bytes[..most];

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private string Text() => Texts[random.Next(Texts.Length)];

    private byte[] Mutated(byte[] body)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    private byte[] Nested(int levels)
    {
        var open = random.Next(2) == 0 ? "[" : "{\"dock\":";
        return Utf8("{\"dock\":" + string.Concat(Enumerable.Repeat(open, levels)) + (random.Next(2) == 0 ? "1" : ""));
    }
}
