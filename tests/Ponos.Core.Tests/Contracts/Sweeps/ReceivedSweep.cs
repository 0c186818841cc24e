using System.Text;
using System.Text.Json;
using Ponos.Contracts;

namespace Ponos.Core.Tests.Contracts.Sweeps;

/// <summary>A job that the generated schema accepts can be read, whoever wrote it.</summary>
public sealed class ReceivedSweep
{
    private const int ValuesOfEach = 3;
    private const int MutantsOfEach = 14;

    private static IEnumerable<TestCaseData> Settings() => SweepShapes.Settings.Select(
        one => new TestCaseData(one.Set, one.Name is "as they are" or "numbers as text" ? SweepShapes.All : SweepShapes.Composed)
            .SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Settings))]
    public void Read_WhateverPasses_IsRead(Action<JsonSerializerOptions> set, IEnumerable<Type> types)
    {
        var options = SystemTextJsonSerializer.CreateOptions();
        set(options);
        var faults = new List<string>();
        var (tried, accepted) = (0, 0);
        foreach (var type in types)
        {
            var job = SweptJob.Of(type, options);
            for (var seed = 0; seed < ValuesOfEach && faults.Count < 30; seed++)
            {
                if (job.TryWrite(new RandomValues(seed).Next(type)!) is not { } written)
                {
                    continue;
                }

                for (var mutant = 0; mutant < MutantsOfEach; mutant++)
                {
                    tried++;
                    var text = new Mutations((seed * MutantsOfEach) + mutant).Of(written);
                    if (job.Check(Encoding.UTF8.GetBytes(text)).Count > 0)
                    {
                        continue;
                    }

                    accepted++;
                    if (job.ReadFault(Encoding.UTF8.GetBytes(text)) is { } fault)
                    {
                        faults.Add($"{type} seed {seed} mutant {mutant}: {fault} in {text} by {job.Schema}");
                        break;
                    }
                }
            }
        }

        TestContext.Out.WriteLine($"{tried} jobs changed, {accepted} of them accepted and read");
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
        Assert.That(accepted, Is.GreaterThan(tried / 20));
    }
}
