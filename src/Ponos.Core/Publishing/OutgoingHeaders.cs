using System.Diagnostics;
using Ponos.Contracts;
using Ponos.Transport;

namespace Ponos.Publishing;

/// <summary>
/// What a publish writes into a job's headers: what the application gives, what its cause hands on, and where it comes from.
/// </summary>
/// <param name="propagated">The headers that a job hands on.</param>
/// <exception cref="ArgumentException">One of them is not for applications.</exception>
internal sealed class OutgoingHeaders(IReadOnlyList<string> propagated)
{
    /// <summary>W3C asks for no more of a trace's state to be passed on.</summary>
    private const int MaxTraceState = 512;

    /// <summary>What settlements add later must fit beside it.</summary>
    private const int MostBytes = HeaderSize.Most - HeaderSize.Reserve;

    private readonly string[] _propagated = [.. propagated.Select(Checked)];

    public static JobMarks Marks(Contract contract, DateTimeOffset now, DateTimeOffset? notAfter)
    {
        var cause = JobContext.Current;
        var marks = new JobMarks
        {
            Contract = contract.Hash,
            PublisherWorkerName = cause?.HandlerName,
            Cause = cause?.MessageId is { } id && HeaderSize.IsShort(id) ? id : null,
            PublishedAt = now.ToUnixTimeMilliseconds(),
            NotAfter = notAfter?.ToUnixTimeMilliseconds(),
        };
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return marks;
        }

        // The state may have come from outside.
        var state = activity.TraceStateString is { Length: > 0 and <= MaxTraceState } text ? text : null;
        return marks with { TraceParent = activity.Id, TraceState = state };
    }

    /// <exception cref="ArgumentException">A header's name is not for applications.</exception>
    /// <exception cref="PublishException">They are too large.</exception>
    public Dictionary<string, object?>? Of(Contract contract, PublishOptions options)
    {
        var given = options.Headers;
        if (given is not { Count: > 0 } && (_propagated.Length == 0 || JobContext.Current is null))
        {
            return null;
        }

        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        Propagate(headers);
        foreach (var (name, value) in given ?? new Dictionary<string, string>())
        {
            headers[Checked(name)] = value;
        }

        return HeaderSize.Of(headers) is { } bytes and <= MostBytes
            ? headers
            : throw new PublishException(
                contract.Name,
                $"'{contract.Name}' was not published: its headers are larger than {MostBytes} bytes, "
                    + $"or a name longer than {HeaderSize.MostOfShortText}. Put the data into the job.");
    }

    /// <exception cref="ArgumentException">The name is not for applications.</exception>
    public static string Checked(string name)
    {
        var isOurs = name.StartsWith(JobHeaders.Ours, StringComparison.OrdinalIgnoreCase);
        return name.Length > 0 && !isOurs && !BrokerHeaders.IsWritten(name) && !BrokerHeaders.Routes(name.ToUpperInvariant())
            ? name
            : throw new ArgumentException(
                $"The header '{name}' is not for applications: names that begin with '{JobHeaders.Ours}' belong to Ponos, "
                    + "and CC, BCC, x-death and the like to the broker.",
                nameof(name));
    }

    private void Propagate(Dictionary<string, object?> headers)
    {
        if (JobContext.Current is not { } cause)
        {
            return;
        }

        foreach (var name in _propagated)
        {
            if (cause.Headers.TryGetValue(name, out var value))
            {
                headers[name] = value;
            }
        }
    }
}
