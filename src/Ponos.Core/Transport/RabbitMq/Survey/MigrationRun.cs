using Ponos.Topology;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>
/// Moves a queue to other arguments. At each moment every job is in the queue or in the one beside it, and every event that comes
/// reaches one of them; each step can be done again, so that what was interrupted is gone on with.
/// </summary>
internal sealed class MigrationRun(
    RabbitTransportOptions options,
    LiveConnection live,
    TopologyDeclarer declarer,
    DeclaredQueue queue,
    IReadOnlyList<DeclaredBinding> bindings)
{
    /// <summary>How long the queue must have stayed empty: what a publisher had under way arrives meanwhile.</summary>
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private const int MostRounds = 10;

    private readonly JobMove _move = new(live);
    private readonly string _beside = queue.Name + ".migrating";

    public async Task<QueueMigration> RunAsync(TopologyFinding finding, bool publishersAreStopped, CancellationToken cancellationToken)
    {
        var isOld = finding.State == TopologyState.Different;
        var oldIsQuorum = IsQuorum(finding);
        if (finding.Consumers > 0)
        {
            throw new InvalidOperationException(
                $"The queue '{queue.Name}' is consumed by {finding.Consumers}. "
                + "Stop the processes of its service, or pause the handler, and migrate again.");
        }

        if (isOld && oldIsQuorum && !publishersAreStopped)
        {
            throw new InvalidOperationException(
                $"The queue '{queue.Name}' is a quorum queue, and RabbitMQ deletes one whether or not a job came in the same instant. " +
                "Stop those who publish tasks to it, and say so: --publishers-stopped. Its events are held back by the migration itself.");
        }

        var moved = 0L;
        if (isOld)
        {
            await DeclareBesideAsync(cancellationToken);
            await UnbindAsync(queue.Name, cancellationToken);
            moved = await EmptyAndDeleteAsync(oldIsQuorum, cancellationToken);
        }

        await declarer.DeclareAsync(
            live, PlannedShape.Of(new ServiceTopology("", [], [queue], bindings)), onRefused: null, cancellationToken);
        if (await CountAsync(_beside, cancellationToken) is not null)
        {
            await UnbindAsync(_beside, cancellationToken);
            var back = await MoveUntilStillAsync(_beside, queue.Name, cancellationToken);
            await OnChannelAsync(
                channel => channel.QueueDeleteAsync(_beside, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken),
                cancellationToken);
            moved = Math.Max(moved, back);
        }

        return new QueueMigration(queue.Name, moved);
    }

    /// <summary>The kind of the queue that is there: the planned one, unless the broker named another.</summary>
    private bool IsQuorum(TopologyFinding finding) =>
        finding.Mismatches.FirstOrDefault(mismatch => mismatch.Argument == ArgumentDifference.QueueType) is { } kind
            ? kind.Current == "quorum"
            : queue.Type == QueueType.Quorum;

    private Task DeclareBesideAsync(CancellationToken cancellationToken)
    {
        var beside = new QueueShape(_beside, QueueType.Quorum)
        {
            Arguments = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [QuorumArguments.DeliveryLimit] = QuorumArguments.Unlimited,
            },
        };
        return declarer.DeclareAsync(
            live,
            new TopologyShape([], [beside], [.. bindings.Select(binding => PlannedShape.Of(binding with { Destination = _beside }))]),
            onRefused: null,
            cancellationToken);
    }

    private async Task UnbindAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var binding in bindings)
        {
            await OnChannelAsync(
                async channel =>
                {
                    await channel.QueueUnbindAsync(name, binding.Source, binding.RoutingKey, cancellationToken: cancellationToken);
                    return true;
                },
                cancellationToken);
        }
    }

    private async Task<long> EmptyAndDeleteAsync(bool isQuorum, CancellationToken cancellationToken)
    {
        var moved = 0L;
        while (true)
        {
            // A classic queue is deleted only if it is still empty and unused, by its own word; a quorum queue takes no such condition.
            moved += isQuorum
                ? await MoveUntilStillAsync(queue.Name, _beside, cancellationToken)
                : await _move.MoveAsync(queue.Name, _beside, cancellationToken);
            try
            {
                await OnChannelAsync(
                    channel =>
                        channel.QueueDeleteAsync(queue.Name, ifUnused: !isQuorum, ifEmpty: !isQuorum, cancellationToken: cancellationToken),
                    cancellationToken);
                return moved;
            }
            catch (OperationInterruptedException refused) when (!isQuorum && refused.ShutdownReason?.ReplyCode == 406 && !live.IsLost)
            {
                if (refused.ShutdownReason.ReplyText.Contains("in use", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException(
                        $"The queue '{queue.Name}' is consumed again. Its jobs are in '{_beside}'; stop its service and migrate again.",
                        refused);
                }

                // A job came in the last moment.
            }
        }
    }

    /// <summary>Moves jobs until none has come for a while.</summary>
    private async Task<long> MoveUntilStillAsync(string from, string to, CancellationToken cancellationToken)
    {
        var moved = 0L;
        for (var round = 0; round < MostRounds; round++)
        {
            moved += await _move.MoveAsync(from, to, cancellationToken);
            if (await StaysEmptyAsync(from, cancellationToken))
            {
                return moved;
            }
        }

        throw new InvalidOperationException(
            $"Jobs keep coming into '{from}' while it is moved. Stop those who publish to it and migrate again; nothing was lost.");
    }

    private async Task<bool> StaysEmptyAsync(string name, CancellationToken cancellationToken)
    {
        for (var still = TimeSpan.Zero; still < Stillness; still += BetweenLooks)
        {
            if (await CountAsync(name, cancellationToken) is > 0)
            {
                return false;
            }

            await Task.Delay(BetweenLooks, options.TimeProvider, cancellationToken);
        }

        return true;
    }

    private async Task<uint?> CountAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await OnChannelAsync(
                channel => channel.QueueDeclarePassiveAsync(name, cancellationToken), cancellationToken)).MessageCount;
        }
        catch (OperationInterruptedException refused) when (BrokerRefusal.IsNotFound(refused.ShutdownReason))
        {
            return null;
        }
    }

    private async Task<T> OnChannelAsync<T>(Func<IChannel, Task<T>> call, CancellationToken cancellationToken)
    {
        var channel = await live.OpenChannelAsync(cancellationToken);
        try
        {
            return await live.WithinDeadlineAsync(call(channel), cancellationToken);
        }
        finally
        {
            await live.CloseAsync(channel);
        }
    }
}
