using System.Text.Json;
using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>Whatever the serializer writes passes the schema that is generated of its type, and can be read again.</summary>
public sealed class SentSweep
{
    private const int ValuesOfEach = 10;

    private static IEnumerable<TestCaseData> Settings() => SweepShapes.Settings.Select(one =>
        new TestCaseData(
            one.Set, one.Name is "as they are" or "numbers as text" ? SweepShapes.All : SweepShapes.Composed, one.Name == "as they are")
            .SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Settings))]
    public void Check_WhateverIsWritten_PassesAndIsReadAgain(Action<JsonSerializerOptions> set, IEnumerable<Type> types, bool exact)
    {
        var options = SystemTextJsonSerializer.CreateOptions();
        set(options);
        var faults = new List<string>();
        var shapes = 0;
        var values = 0;
        foreach (var type in types)
        {
            shapes++;
            var job = SweptJob.Of(type, options);
            for (var seed = 0; seed < ValuesOfEach && faults.Count < 20; seed++)
            {
                values++;
                if (job.Fault(new RandomValues(seed).Next(type)!, exact) is { } fault)
                {
                    faults.Add($"{type} seed {seed}: {fault}");
                    break;
                }
            }
        }

        TestContext.Out.WriteLine(
            $"{shapes} shapes of {RandomValues.Scalars.Count} scalar types, {values} values written, checked, read and written again");
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }
}
