using System.Text.RegularExpressions;
using Examples.Tests.Support;

namespace Examples.Tests.Docs;

/// <summary>The page on configuration names every setting that there is.</summary>
public partial class ConfigurationPageTests
{
    private static readonly string Page = Repository.Read("docs/configuration.md");

    public static IEnumerable<string> Settings() => KeysIn("src/Ponos.Core/Hosting/Settings/OptionSettings.cs");

    public static IEnumerable<string> HandlerSettings() => KeysIn("src/Ponos.Core/Hosting/Settings/HandlerSettingTable.cs");

    public static IEnumerable<string> EnvironmentNames() =>
        NodeName().Matches(Repository.Read("src/Ponos.Core/Hosting/PonosConfiguration.cs")).Select(match => match.Value)
            .Concat(BrokerName().Matches(Repository.Read("src/Ponos.Core/Transport/RabbitMq/RabbitUri.cs")).Select(match => match.Value))
            .Distinct();

    [Test]
    public void Sources_OfSettings_AreFound()
    {
        Assert.That(Settings().Count(), Is.GreaterThanOrEqualTo(17));
        Assert.That(HandlerSettings().Count(), Is.GreaterThanOrEqualTo(15));
        Assert.That(EnvironmentNames().Count(), Is.GreaterThanOrEqualTo(9));
    }

    [TestCaseSource(nameof(Settings))]
    public void Setting_OfAService_StandsThereWithItsEnvironmentName(string key) =>
        Assert.That(Page, Does.Contain($"| `{key}` | `Ponos__{key.Replace(":", "__", StringComparison.Ordinal)}` |"));

    [TestCaseSource(nameof(HandlerSettings))]
    public void Setting_OfAHandler_StandsInItsTable(string key) =>
        Assert.That(HandlerTable().Matches(Page).Select(row => row.Value), Has.Some.Contains($"`{key}`"));

    [TestCaseSource(nameof(EnvironmentNames))]
    public void EnvironmentName_ThatIsRead_StandsThere(string name) => Assert.That(Page, Does.Contain($"`{name}`"));

    [Test]
    public void Page_NamesNoSettingThatIsNotThere()
    {
        var named = Row().Matches(Page).Select(row => row.Groups["key"].Value);

        Assert.That(named, Is.EquivalentTo(Settings()));
    }

    private static IEnumerable<string> KeysIn(string path) =>
        Key().Matches(Repository.Read(path)).Select(match => match.Groups["key"].Value);

    [GeneratedRegex("""^ +(?:Of|new (?:Text|Auto)Setting<[A-Za-z]+>)\(\s*"(?<key>[A-Za-z:]+)", """, RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("WORKER_[A-Z_]+")]
    private static partial Regex NodeName();

    [GeneratedRegex(@"^\| `[A-Z].*\| `\[", RegexOptions.Multiline)]
    private static partial Regex HandlerTable();

    [GeneratedRegex("RABBITMQ_[A-Z]+")]
    private static partial Regex BrokerName();

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z:]+)` \| `Ponos__", RegexOptions.Multiline)]
    private static partial Regex Row();
}
