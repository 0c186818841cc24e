using System.Text;
using Newtonsoft.Json;
using Ponos.Core.Tests.Contracts.Sweeps;
using Ponos.Newtonsoft.Serialization;

namespace Ponos.Newtonsoft.Tests.Sweeps;

/// <summary>With Newtonsoft.Json, too: whatever is written passes the generated schema, and what passes can be read.</summary>
public sealed class NewtonsoftSweep
{
    private const int ValuesOfEach = 15;
    private const int MutantsOfEach = 15;

    private static IEnumerable<TestCaseData> Settings() =>
        NewtonsoftShapes.Settings.Select(one => new TestCaseData(one.Set).SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Settings))]
    public void Check_WhateverIsWritten_PassesAndIsRead(Action<JsonSerializerSettings> set)
    {
        var serializer = Serializer(set);
        var faults = new List<string>();
        var (shapes, values) = (0, 0);
        foreach (var type in NewtonsoftShapes.All)
        {
            shapes++;
            var job = SweptJob.Of(type, serializer);
            for (var seed = 0; seed < ValuesOfEach; seed++)
            {
                values++;
                if (job.TryWrite(new RandomValues(seed).Next(type)!) is not { } body)
                {
                    continue;
                }

                var fault = job.Check(body) is { Count: > 0 } violations ? string.Join("; ", violations) : job.ReadFault(body);
                if (fault is not null)
                {
                    faults.Add($"{type} seed {seed}: {fault} in {Encoding.UTF8.GetString(body)} by {job.Schema}");
                    break;
                }
            }
        }

        TestContext.Out.WriteLine($"{shapes} shapes, {values} values written, checked and read");
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }

    [TestCaseSource(nameof(Settings))]
    public void Read_WhateverPasses_IsRead(Action<JsonSerializerSettings> set)
    {
        var serializer = Serializer(set);
        var faults = new List<string>();
        var (tried, accepted) = (0, 0);
        foreach (var type in NewtonsoftShapes.All)
        {
            var job = SweptJob.Of(type, serializer);
            for (var seed = 0; seed < 5; seed++)
            {
                if (job.TryWrite(new RandomValues(seed).Next(type)!) is not { } written)
                {
                    continue;
                }

                for (var mutant = 0; mutant < MutantsOfEach; mutant++)
                {
                    tried++;
                    var body = Encoding.UTF8.GetBytes(new Mutations((seed * MutantsOfEach) + mutant).Of(written));
                    if (job.Check(body).Count > 0)
                    {
                        continue;
                    }

                    accepted++;
                    if (job.ReadFault(body) is { } fault)
                    {
                        faults.Add($"{type} seed {seed} mutant {mutant}: {fault} in {Encoding.UTF8.GetString(body)} by {job.Schema}");
                        break;
                    }
                }
            }
        }

        TestContext.Out.WriteLine($"{tried} jobs changed, {accepted} of them accepted and read");
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }

    private static NewtonsoftSerializer Serializer(Action<JsonSerializerSettings> set)
    {
        var options = new NewtonsoftOptions();
        set(options.Settings);
        return new NewtonsoftSerializer(SafeSettings.From(options.Settings));
    }
}
