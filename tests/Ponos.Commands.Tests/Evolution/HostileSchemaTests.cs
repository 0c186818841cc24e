using System.Text;
using Ponos.Contracts;
using Ponos.Schema;

namespace Ponos.Commands.Tests.Evolution;

/// <summary>Schemas that a stranger on the broker may tell, to keep whoever compares them busy, or to end them.</summary>
public sealed class HostileSchemaTests
{
    private const int Size = 60_000;

    private static readonly string[] Kinds =
    [
        "references in a row", "references in a circle", "references that double", "choices in choices", "choices by reference", "values",
        "properties", "patterns", "required", "items", "nested", "all of", "dependencies", "values that differ", "types by turns",
    ];

    /// <summary>However they are paired: the comparison ends when it is told to, and takes nobody with it.</summary>
    [TestCaseSource(nameof(Pairs))]
    public async Task CompareContracts_HostilePair_EndsWhenItIsCancelled(string one, string other)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        // On a thread of the pool, whose stack is the smaller one.
        var comparing = Task.Run(() => Compare(Schema(one, "a"), Schema(other, "b"), limit.Token));
        var end = await comparing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(end, Is.AnyOf("compared", "cancelled").Or.StartsWith("refused: "));
    }

    [Test]
    public void CompareContracts_NestedTooDeep_SaysThatItIsNotCompared()
    {
        string? end = null;
        var thread = new Thread(
            () => end = string.Join(", ", ContractEvolution.CompareContracts(Row(400, "a"), Row(400, "b")).Changes),
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(end, Does.Contain("too deep to be compared"));
    }

    private static IEnumerable<object[]> Pairs() =>
        from one in Kinds from other in Kinds where one
            == other || Array.IndexOf(Kinds, one) % 3 == Array.IndexOf(Kinds, other) % 3 select new object[] { one, other };

    private static string Compare(string one, string other, CancellationToken cancellationToken)
    {
        try
        {
            _ = ContractEvolution.CompareContracts(one, other, exact: false, cancellationToken);
            return "compared";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
        catch (JsonSchemaException refused)
        {
            return "refused: " + refused.Message;
        }
    }

    /// <summary>A schema of a kind, as large as the dashboard compares. The mark makes two of a kind differ at their ends.</summary>
    private static string Schema(string kind, string mark) => kind switch
    {
        "references in a row" => Row(1200, mark),
        "references in a circle" =>
            Definitions(300, at => $$"""{"properties":{"p":{"$ref":"#/$defs/d{{(at + 1) % 300}}"},"{{mark}}":{"type":"string"} } }"""),
        "references that double" => Definitions(
            30,
            at => at == 29 ? End(mark) : $$"""{"properties":{"l":{"$ref":"#/$defs/d{{at + 1}}"},"r":{"$ref":"#/$defs/d{{at + 1}}"} } }"""),
        "choices in choices" => Nested(8, inner => $$"""{"anyOf":[{{inner}},{"properties":{"x":{{inner}} } }]}""", End(mark)),
        "choices by reference" => Definitions(25, at => at == 24
            ? End(mark)
            : $$"""{"oneOf":[{"$ref":"#/$defs/d{{at + 1}}"},{"properties":{"q":{"$ref":"#/$defs/d{{at + 1}}"} } } ] }"""),
        "values" => $$"""{"enum":[{{Many(at => $"\"{mark}{at}\"")}}]}""",
        "values that differ" => $$"""{"type":"object","properties":{"v":{"enum":[{{Many(at => $"{at}.5")}}],"const":"{{mark}}"} } }""",
        "properties" => $$"""{"type":"object","properties":{ {{Many(at => $"\"{mark}{at}\":{{\"type\":\"string\"}}")}} } }""",
        "patterns" =>
            $$"""{"type":"object","patternProperties":{ {{Many(at => $"\"^{mark}{at}(x|y)*$\":{{\"minLength\":{at}}}")}} },"properties":{ {{Many(at => $"\"p{at}\":true", Size / 2)}} } }""",
        "required" => $$"""{"type":"object","required":[{{Many(at => $"\"{mark}{at}\"")}}]}""",
        "items" => $$"""{"type":"array","prefixItems":[{{Many(at => $"{{\"const\":\"{mark}{at}\"}}")}}]}""",
        "nested" => Nested(55, inner => $$"""{"properties":{"n":{{inner}} } }""", End(mark)),
        "all of" => Definitions(30, at => at == 29
            ? End(mark)
            : $$"""{"allOf":[{"$ref":"#/$defs/d{{at + 1}}"},{"$ref":"#/$defs/d{{at + 1}}","minProperties":{{at}} } ] }"""),
        "dependencies" => $$"""{"type":"object","dependentRequired":{ {{Many(at => $"\"{mark}{at}\":[\"{mark}{at + 1}\"]")}} } }""",
        _ => $$"""{"anyOf":[{{Many(at => $"{{\"type\":[\"string\",\"null\"],\"minLength\":{at},\"x-{mark}\":1}}")}}]}""",
    };

    private static string End(string mark) => $$"""{"const":"{{mark}}"}""";

    private static string Row(int length, string mark) =>
        Definitions(length, at => at == length - 1 ? End(mark) : $$"""{"$ref":"#/$defs/d{{at + 1}}"}""");

    private static string Definitions(int count, Func<int, string> definition) =>
        $$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', Enumerable.Range(0, count).Select(at => $"\"d{at}\":{definition(at)}"))}} } }""";

    private static string Nested(int depth, Func<string, string> around, string inner) =>
        Enumerable.Range(0, depth).Aggregate(inner, (text, _) => around(text));

    /// <summary>As many, with commas between them, as make up a size.</summary>
    private static string Many(Func<int, string> item, int size = Size)
    {
        var text = new StringBuilder(item(0));
        for (var at = 1; text.Length < size; at++)
        {
            text.Append(',').Append(item(at));
        }

        return text.ToString();
    }
}
