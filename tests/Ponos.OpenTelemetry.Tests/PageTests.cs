using System.Reflection;
using System.Text.RegularExpressions;
using Ponos.Tests.Support;

namespace Ponos.OpenTelemetry.Tests;

/// <summary>docs/telemetry/README.md names everything that there is to see.</summary>
internal sealed partial class PageTests
{
    private static readonly string Page = Read("docs/telemetry/README.md");

    public static IEnumerable<string> Names() => new[] { typeof(PonosDiagnostics.Instruments), typeof(PonosDiagnostics.Tags) }
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => (string)field.GetRawConstantValue()!);

    public static IEnumerable<string> Events() => Ids().Distinct();

    private static IEnumerable<string> Ids() =>
        new[]
        {
            "src/Ponos.Core/Diagnostics/PonosLog.cs",
            "src/Ponos.Core/Transport/RabbitMq/RabbitLog.cs",
            "src/Ponos.Redis/RedisLog.cs",
            "src/Shared/Outboxes/OutboxLog.cs",
        }
            .SelectMany(file => EventId().Matches(Read(file)).Select(match => match.Groups["id"].Value));

    [TestCaseSource(nameof(Names))]
    public void Page_OfEachInstrumentAndTag_HasItsName(string name) => Assert.That(Page, Does.Contain($"`{name}`"));

    [TestCaseSource(nameof(Events))]
    public void Page_OfEachLogEvent_HasItsId(string id) => Assert.That(Page, Does.Match($@"(?m)^\| {id} \|"));

    [Test]
    public void LogEvents_OfAllPackages_HaveAnIdOfTheirOwn() => Assert.That(Ids(), Is.Unique);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Folder, path));

    [GeneratedRegex(@"LoggerMessage\(\s*(?<id>\d+),")]
    private static partial Regex EventId();
}
