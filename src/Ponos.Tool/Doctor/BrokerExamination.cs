using Ponos.Control;

namespace Ponos.Tool.Doctor;

/// <summary>What the broker says of itself when one connects, and what lies where nothing should.</summary>
internal static class BrokerExamination
{
    private const string UsualDelayPrefix = "ponos.delay";

    /// <summary>A process says its prefix, and may say anything.</summary>
    private const int MaxDelayPrefix = 100;

    private static readonly Version Oldest = new(3, 10);
    private static readonly Version Fourth = new(4, 0);
    private static readonly Version Third = new(4, 3);
    private static readonly Version Mended = new(4, 3, 4);

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Session session, IReadOnlyList<ProcessReport> processes, CancellationToken cancellationToken) =>
        [
            OfVersion(session.Broker.Identity),
            .. OfUser(session.Broker.Identity),
            .. await OfUndeliverableAsync(session.Operator, processes, cancellationToken),
        ];

    private static Finding OfVersion(BrokerIdentity identity) => identity.Version switch
    {
        null => Finding.Note("version", $"{identity.Product} tells no version that can be read."),
        var version when version < Oldest =>
            Finding.Bad("version", $"RabbitMQ {version} is older than {Oldest}, the oldest that Ponos runs on.", "Update it."),
        var version when version >= Third && version < Mended => Finding.Bad(
            "version",
            $"RabbitMQ {version} can lose what it dead-letters after nodes of its cluster have changed.",
            $"Update it to {Mended} or later."),
        var version when version < Fourth =>
            Finding.Note("version", $"RabbitMQ {version} works, and gets no more updates.", "Update it to 4.3."),
        var version => Finding.Fine("version", $"RabbitMQ {version}{(identity.Cluster is { } cluster ? $", {cluster}" : "")}."),
    };

    private static IEnumerable<Finding> OfUser(BrokerIdentity identity)
    {
        if (identity.User == "guest")
        {
            yield return Finding.Note(
                "user",
                "This is the user guest, whom everybody knows.",
                "Give each service a user of its own: 'permissions' of its host writes the least that it needs.");
        }
    }

    /// <summary>Where delayed jobs rest that could not go on, of each prefix in use.</summary>
    private static async Task<IReadOnlyList<Finding>> OfUndeliverableAsync(
        IOperator control, IReadOnlyList<ProcessReport> processes, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var prefix in processes.Select(process => process.DelayPrefix)
            .Where(prefix => prefix is { Length: <= MaxDelayPrefix })
            .Append(UsualDelayPrefix)
            .Distinct(StringComparer.Ordinal))
        {
            var queue = prefix + ".undeliverable";
            if (await control.LookAsync(queue, cancellationToken) is { Ready: > 0 and var count })
            {
                findings.Add(Finding.Bad(
                    "delays",
                    $"{count} delayed jobs found their queue gone when they were due; they lie in '{queue}'.",
                    "Bring the queue back and move them there, or drop them."));
            }
        }

        return findings;
    }
}
