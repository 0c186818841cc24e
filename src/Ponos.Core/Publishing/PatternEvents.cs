using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ponos.Contracts;
using Ponos.Topology;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>
/// The events that a service publishes under a pattern's contract. Their names are known only when they are published, so
/// each one's exchange is declared then, before its first job; from then on the transport keeps it declared.
/// </summary>
/// <param name="patterns">The contracts that the service declares for publishing and whose names are patterns.</param>
/// <param name="transport">Where the exchanges are declared.</param>
internal sealed class PatternEvents(IReadOnlyList<Contract> patterns, ITransport transport)
{
    private readonly ConcurrentDictionary<string, Contract> _declared = new(StringComparer.Ordinal);

    /// <summary>Finds an event's contract: that of the first pattern which the name matches.</summary>
    public bool TryMatch(string name, [NotNullWhen(true)] out Contract? contract)
    {
        if (_declared.TryGetValue(name, out contract))
        {
            return true;
        }

        var pattern = JobName.IsName(name) ? patterns.FirstOrDefault(pattern => TopicPattern.Matches(pattern.Name, name)) : null;
        contract = pattern?.For(name);
        return contract is not null;
    }

    /// <summary>Declares the event's exchange, unless that was done before.</summary>
    /// <exception cref="PublishException">It could not be declared.</exception>
    public async ValueTask DeclareAsync(Contract contract, CancellationToken cancellationToken)
    {
        if (_declared.ContainsKey(contract.Name))
        {
            return;
        }

        try
        {
            await transport.DeclareAsync(TopologyPlan.Event(contract.Name), cancellationToken);
        }
        catch (TopologyMismatchException mismatch)
        {
            throw new PublishException(contract.Name, $"'{contract.Name}' was not published: {mismatch.Message}", mismatch);
        }
        catch (BrokerUnavailableException unavailable)
        {
            throw new BrokerUnavailableException(
                contract.Name, $"'{contract.Name}' was not published: {unavailable.Message}", mayHaveBeenTaken: false, unavailable);
        }

        _declared[contract.Name] = contract;
    }

    /// <summary>Takes an event's exchange away unless somebody listens; the next publish declares it again.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> RemoveUnusedAsync(string name, CancellationToken cancellationToken)
    {
        // Forgotten first: a publish meanwhile declares it again, and then it is there.
        _ = _declared.TryRemove(name, out _);
        return await transport.RemoveUnusedAsync(name, cancellationToken);
    }
}
