using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>Jobs as others may write them: one place, or two, of a job that was written here is changed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Values =
    [
        "1.0", "1e2", "-0", "-0.0", "1E+2", "100e-2", "1e400", "-1e400", "1e-400", "255", "256", "-1", "65504", "65505", "65520",
        "3.4028236e38", "1.7976931348623159e308", "2147483648", "9223372036854775807.0", "18446744073709551616",
        "170141183460469231731687303715884105727", "170141183460469231731687303715884105728", "79228162514264337593543950335.5",
        "0.1234567890123456789012345678901234567890", "123456789012345678901234567890123456789012345678901234567890", "true", "null", "[]",
        "{}", "[null]", "[1.0]", """{"a":1}""", """{"$type":"circle"}""", """{"$id":"1"}""", """{"kind":1.0,"value":1}""", "\"\"", "\"a\"",
        "\"1\"", "\"1.0\"", "\" 1\"", "\"1e400\"", "\"NaN\"", "\"-Infinity\"", "\"😀\"", "\"\\ud83d\\ude00\"", "\"QQ==\"", "\"QR==\"",
        "\"QQ\"", "\"Q Q==\"", "\"_-8=\"", "\"Q\\u0051==\"", "\"2026-02-30\"", "\"2024-02-29\"", "\"2023-02-29\"", "\"1900-02-29\"",
        "\"2000-02-29\"", "\"0000-01-01\"", "\"2026-01-01T23:59:60Z\"", "\"2026-01-01t10:00:00z\"", "\"2026-01-01T10:00:00\"",
        "\"2026-01-01T10:00:00+14:01\"", "\"2026-01-01T10:00:00+14:00\"", "\"2026-01-01T10:00:00-00:00\"", "\"2026-01-01T10:00Z\"",
        "\"2026-01-01T10:00:00.12345678901234567Z\"", "\"2026-01-01T10:00:00.1234567890123456Z\"", "\"2026-01-01T24:00:00Z\"",
        "\"2026-02-30T10:00:00Z\"", "\"2026-01-01 10:00:00Z\"", "\"25:00:00\"", "\"24:00:00\"", "\"23:59:60\"", "\"10:00\"",
        "\"-10:00:00\"", "\"1.10:00:00\"", "\"10675199.02:48:05.4775808\"", "\"10675200.00:00:00\"", "\"10:00:00.12345678\"", "\"P1D\"",
        "\"6F9619FF-8B86-D011-B42D-00C04FC964FF\"", "\"6F9619FF8B86D011B42D00C04FC964FF\"", "\"{6f9619ff-8b86-d011-b42d-00c04fc964ff}\"",
        "\"1.2\"", "\"1\"", "\"1.2.3.4.5\"", "\"2147483648.0\"", "\"01.2\"", "\"http://\"", "\"http:///x\"", "\"http://a:65536/\"",
        "\"http://a:65535/\"", "\"http://a..b/\"", "\"http://[::1\"", "\"http://ex mple/\"", "\"http://a b@c/\"", "\"foo://a:99999\"",
        "\"//a:99999\"", "\"http://%61/\"", "\" http://\"", "\"http:\\\\\\\\\"", "\"ws://\"", "\"gopher://\"", "\"net.tcp://\"", "\"Read\"",
        "\"read\"", "\"Read, Write\"", "\"Read,Write\"", "\"Nothing\"", "\"First\"", "\"Second\"", "\"the.second|one\"", "\"Low\"", "\"7\"",
        "\"circle\"", "\"\\u0000\"",
    ];

    private readonly Random _random = new(seed);

    public string Of(byte[] job)
    {
        var root = JsonNode.Parse(job, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!;
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            Change(root);
        }

        return root.ToJsonString(new JsonSerializerOptions { MaxDepth = 128 });
    }

    private void Change(JsonNode root)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        switch (places[_random.Next(places.Count)])
        {
            case JsonObject map:
                Change(map);
                break;
            case JsonArray array when array.Count > 0 && _random.Next(4) != 0:
                array[_random.Next(array.Count)] = Value();
                break;
            case JsonArray array:
                array.Add(Value());
                break;
            default:
                break;
        }
    }

    private void Change(JsonObject map)
    {
        var names = map.Select(property => property.Key).ToArray();
        var name = names.Length == 0 ? "" : names[_random.Next(names.Length)];
        switch (_random.Next(8))
        {
            case 0 when names.Length > 0:
                _ = map.Remove(name);
                break;
            case 1:
                map[Name()] = Value();
                break;
            case 2 when names.Length > 0:
                Rename(map, name, Name());
                break;
            case 3 when names.Length > 1:
                var value = map[name];
                _ = map.Remove(name);
                map.Add(name, value); // Last.
                break;
            case 4 when names.Length > 0 && map[name] is JsonValue number && number.GetValueKind() == JsonValueKind.Number:
                map[name] = Spelled(number.ToJsonString());
                break;
            default:
                if (names.Length > 0)
                {
                    map[name] = Value();
                }

                break;
        }
    }

    /// <summary>The same number in other digits.</summary>
    private JsonNode? Spelled(string number) => JsonNode.Parse(number.AsSpan().IndexOfAny(".eE") >= 0 || number is "0" or "-0" ? number
        : _random.Next(3) switch
        {
            0 => number + ".0",
            1 => number + "e0",
            _ => number + "000.00E-3",
        });

    private static void Rename(JsonObject map, string name, string other)
    {
        if (!map.ContainsKey(other))
        {
            var value = map[name];
            _ = map.Remove(name);
            map.Add(other, value);
        }
    }

    private JsonNode? Value() => JsonNode.Parse(Values[_random.Next(Values.Length)]);

    private string Name()
    {
        var value = Value();
        return value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>()
            : _random.Next(6) switch
            {
                0 => _random.Next(-5, 300).ToString(CultureInfo.InvariantCulture),
                1 => "0" + _random.Next(9).ToString(CultureInfo.InvariantCulture),
                2 => "$" + _random.Next(9).ToString(CultureInfo.InvariantCulture),
                3 => "True",
                4 => "$type",
                _ => value?.ToJsonString() ?? "null",
            };
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is null)
        {
            return;
        }

        places.Add(node);
        foreach (var inner in node is JsonObject map ? map.Select(property => property.Value) : node as IEnumerable<JsonNode?> ?? [])
        {
            Collect(inner, places);
        }
    }
}
