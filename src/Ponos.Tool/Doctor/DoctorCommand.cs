using System.ComponentModel;
using System.Text.Json.Nodes;
using Ponos.Commands;
using Ponos.Management;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Ponos.Tool.Doctor;

/// <summary>What <c>doctor</c> takes.</summary>
internal sealed class DoctorSettings : ReadSettings
{
    [CommandOption("--management <ADDRESS>")]
    [Description(
        "The broker's management, http://host:15672, for what AMQP does not tell: "
        + "alarms, policies, limits, permissions, plugins, forgotten queues.")]
    public string? Management { get; init; }
}

/// <summary><c>doctor</c>.</summary>
internal sealed class DoctorCommand : OperatorCommand<DoctorSettings>
{
    protected override async Task<Answer> AnswerAsync(Session session, DoctorSettings settings, CancellationToken cancellationToken)
    {
        var processes = await session.Operator.DescribeAsync(cancellationToken: cancellationToken);
        List<Finding> findings =
        [
            .. await BrokerExamination.RunAsync(session, processes, cancellationToken),
            .. await ProcessExamination.RunAsync(session, processes, cancellationToken),
            .. await KhronosExamination.RunAsync(session, processes, cancellationToken),
        ];
        if (settings.Management is { } address)
        {
            using var management = new ManagementApi(
                address, session.Broker.VirtualHost, await session.Broker.LoginAsync(cancellationToken));
            findings.AddRange(await new ManagementExamination(management, processes).RunAsync(cancellationToken));
        }
        else
        {
            findings.Add(Finding.Note(
                "management",
                "Not looked at: alarms, policies, limits, permissions, plugins, and queues of handlers that are gone.",
                "--management http://host:15672"));
        }

        var bad = findings.Count(finding => finding.Severity == Severity.Bad);
        return new Answer(
            new JsonObject { ["broker"] = session.Operator.Broker, ["bad"] = bad, ["findings"] = Terminal.ToArray(findings) },
            console => Show(console, session.Operator.Broker, findings, bad),
            bad > 0 ? ExitCode.Found : ExitCode.Fine);
    }

    private static void Show(IAnsiConsole console, string broker, IReadOnlyList<Finding> findings, int bad)
    {
        Grid.Line(console, broker);
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
        {
            Grid.Line(console, $"  {finding.Severity.ToString().ToLowerInvariant(),-4}  {finding.Subject}: {finding.Text}");
            if (finding.Remedy.Length > 0)
            {
                Grid.Line(console, $"        -> {finding.Remedy}");
            }
        }

        Grid.Line(console, bad == 0 ? "Nothing is wrong in what was looked at." : $"{bad} wrong.");
    }
}
