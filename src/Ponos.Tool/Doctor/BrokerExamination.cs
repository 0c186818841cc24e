using Ponos.Control;

namespace Ponos.Tool.Doctor;

/// <summary>What the broker says of itself when one connects, and what lies where nothing should.</summary>
internal static class BrokerExamination
{
    /// <summary>Where delayed jobs rest whose destination is gone.</summary>
    private const string Undeliverable = "ponos.delay.undeliverable";

    private static readonly Version Oldest = new(3, 10);
    private static readonly Version Fourth = new(4, 0);
    private static readonly Version Third = new(4, 3);
    private static readonly Version Mended = new(4, 3, 4);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, CancellationToken cancellationToken) =>
        [OfVersion(session.Broker.Identity), .. OfUser(session.Broker.Identity), .. await OfUndeliverableAsync(session.Operator, cancellationToken)];

    private static Finding OfVersion(BrokerIdentity identity) => identity.Version switch
    {
        null => Finding.Note("version", $"{identity.Product} tells no version that can be read."),
        var version when version < Oldest => Finding.Bad("version", $"RabbitMQ {version} is older than {Oldest}, the oldest that Ponos runs on.", "Update it."),
        var version when version >= Third && version < Mended => Finding.Bad(
            "version", $"RabbitMQ {version} can lose what it dead-letters after nodes of its cluster have changed.", $"Update it to {Mended} or later."),
        var version when version < Fourth => Finding.Note("version", $"RabbitMQ {version} works, and gets no more updates.", "Update it to 4.3."),
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

    private static async Task<IEnumerable<Finding>> OfUndeliverableAsync(IOperator control, CancellationToken cancellationToken) =>
        await control.LookAsync(Undeliverable, cancellationToken) is { Ready: > 0 and var count }
            ? [Finding.Bad(
                "delays",
                $"{count} delayed jobs found their queue gone when they were due; they lie in '{Undeliverable}'.",
                "Bring the queue back and move them there, or drop them.")]
            : [];
}
