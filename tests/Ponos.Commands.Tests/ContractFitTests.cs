using Ponos.Commands.Checking;
using Ponos.Commands.Recording;
using Ponos.Contracts;

namespace Ponos.Commands.Tests;

/// <summary>Contracts of two services that send each other jobs.</summary>
public sealed class ContractFitTests
{
    private const string Open = """{"type":"object","properties":{"dock":{"type":"string"}},"required":["dock"]}""";
    private const string Narrow = """{"type":"object","properties":{"dock":{"type":"string","maxLength":8}},"required":["dock"]}""";

    [TestCase(Narrow, Open, true)]
    [TestCase(Open, Narrow, false)]
    [TestCase(Open, Open, true)]
    public void Pairs_OfASenderAndAReceiver_FitWhereTheReceiverDemandsNoMore(string sender, string receiver, bool fits)
    {
        var pair = ContractFit.Pairs([Of("images", ContractRoles.Receives, receiver)], [Of("health", ContractRoles.Sends, sender)])
            .Single();

        Assert.That(pair.Fits, Is.EqualTo(fits));
        Assert.That((pair.Sender.Service, pair.Receiver.Service), Is.EqualTo(("health", "images")));
    }

    [Test]
    public void Pairs_OfAServiceThatSends_AreLookedAtFromTheOtherEnd()
    {
        var pair = ContractFit.Pairs([Of("health", ContractRoles.Sends, Open)], [Of("images", ContractRoles.Receives, Narrow)]).Single();

        Assert.That(pair.Fits, Is.False);
        Assert.That((pair.Misfits.Single().Pointer, pair.Misfits.Single().Keyword), Is.EqualTo(("/properties/dock", "maxLength")));
    }

    [TestCase(ContractRoles.Sends, ContractRoles.Sends)]
    [TestCase(ContractRoles.Receives, ContractRoles.Receives)]
    public void Pairs_OfTwoAtTheSameEnd_AreNone(ContractRoles one, ContractRoles other) =>
        Assert.That(ContractFit.Pairs([Of("images", one, Open)], [Of("health", other, Narrow)]), Is.Empty);

    [Test]
    public void Pairs_OfAPatternAndAnEventThatItHears_AreCompared()
    {
        var listens = new RecordedContract("audit", JobKind.Event, "time.*.passed", ContractRoles.Receives, Narrow);
        var sends = new RecordedContract("khronos", JobKind.Event, "time.one-day.passed", ContractRoles.Sends, Open);

        Assert.That(ContractFit.Pairs([listens], [sends]).Single().Fits, Is.False);
        Assert.That(ContractFit.Pairs([listens], [sends with { Name = "time.passed" }]), Is.Empty);
    }

    [Test]
    public void Answer_OfContractsThatDoNotFit_NamesBothServicesAndEndsWithFour()
    {
        RecordedContract[] others = [Of("health", ContractRoles.Sends, Open)];

        var answer = ContractFitText.Answer(
            ContractFit.Pairs([Of("images", ContractRoles.Receives, Narrow)], others), others, asJson: false);

        Assert.That(answer.ExitCode, Is.EqualTo(4));
        Assert.That(
            answer.Text,
            Does.StartWith(
                "does not fit: task 'docker.clean' from health to images\n  /properties/dock [maxLength] is refused: images demands")
                .And.Contain("health does not promise"));
    }

    [Test]
    public void Answer_WhereNothingGoesBetweenThem_SaysSo()
    {
        RecordedContract[] others = [Of("health", ContractRoles.Receives, Open)];

        Assert.That(
            ContractFitText.Answer(ContractFit.Pairs([Of("images", ContractRoles.Receives, Open)], others), others, asJson: false).Text,
            Is.EqualTo("Nothing goes between this host and health.\n"));
    }

    private static RecordedContract Of(string service, ContractRoles roles, string schema) =>
        new(service, JobKind.Task, "docker.clean", roles, schema);
}
