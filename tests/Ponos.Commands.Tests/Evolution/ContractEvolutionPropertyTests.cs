using System.Text.Json.Nodes;
using Ponos.Contracts;
using Ponos.Commands.Tests.Support;
using Ponos.Schema;

namespace Ponos.Commands.Tests.Evolution;

/// <summary>
/// What is called compatible must be: no document that a producer of the one schema sends is refused by the other. With schemas
/// and documents at random, of fixed seeds.
/// </summary>
public sealed class ContractEvolutionPropertyTests
{
    private const int Pairs = 400;
    private const int DocumentsOfAPair = 60;

    private static readonly JsonSchemaOptions Options = new() { AssertFormats = true };

    [Test]
    public void CompareContracts_Exact_CallsNothingCompatibleThatBreaks([Range(1, 10)] int seed) => Check(seed, exact: true);

    [Test]
    public void CompareContracts_OfNamedContent_CallsNothingCompatibleThatBreaks([Range(1, 10)] int seed) => Check(seed, exact: false);

    private static void Check(int seed, bool exact)
    {
        var random = new RandomSchemas(seed);
        var (compatible, tried) = (0, 0);
        for (var i = 0; i < Pairs; i++)
        {
            var before = random.Schema();
            var after = random.Changed(before);
            if (i % 3 == 0)
            {
                after = random.Changed(after);
            }

            var comparison = ContractEvolution.CompareContracts(before.ToJsonString(), after.ToJsonString(), exact);
            if (!comparison.Breaks.HasFlag(ContractBreaks.Producers))
            {
                compatible++;
                tried += Try(new RandomSchemas(i), before, after, exact, "what old producers send, new consumers accept");
            }

            if (!comparison.Breaks.HasFlag(ContractBreaks.Consumers))
            {
                compatible++;
                tried += Try(new RandomSchemas(i), after, before, exact, "what new producers send, old consumers accept");
            }
        }

        TestContext.Out.WriteLine($"{Pairs} changes, {compatible} claims of compatibility, {tried} documents that had to be accepted");
        Assert.That(compatible, Is.GreaterThan(Pairs / 4), "Calling everything broken would be right as well.");
        Assert.That(tried, Is.GreaterThan(Pairs), "Documents must come to the point.");
    }

    private static int Try(RandomSchemas documents, JsonObject sent, JsonObject accepted, bool exact, string claim)
    {
        var (sender, receiver) = (JsonSchema.Compile(sent.ToJsonString(), Options), JsonSchema.Compile(accepted.ToJsonString(), Options));
        var named = new NamedContent(sent);
        var tried = 0;
        for (var i = 0; i < DocumentsOfAPair; i++)
        {
            var document = i % 4 == 0 ? documents.Document() : documents.DocumentFor(sent, sent);
            var bytes = Verdict.Bytes(document);
            if (!sender.IsValid(bytes))
            {
                continue;
            }

            tried++;
            if (!receiver.IsValid(bytes) && (exact || named.Keeps(document)))
            {
                Assert.Fail(
                    $"{claim}, it was said.{Environment.NewLine}sent under  {sent.ToJsonString()}{Environment.NewLine}refused "
                    + $"by {accepted.ToJsonString()}{Environment.NewLine}document   {document?.ToJsonString()}");
            }
        }

        return tried;
    }
}
