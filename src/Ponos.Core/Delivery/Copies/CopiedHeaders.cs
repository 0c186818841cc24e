using System.Collections;
using Ponos.Transport;

namespace Ponos.Delivery.Copies;

/// <summary>
/// The headers of a job that travel on with its copy: what an application put there, within a budget. What a broker wrote
/// or would obey stays behind, and so does what only a settlement writes, whoever put it there.
/// </summary>
internal static class CopiedHeaders
{
    /// <summary>What a first publish may have put there, so that nothing of ours is ever cut.</summary>
    public const int Budget = HeaderSize.Most - HeaderSize.Reserve;

    /// <summary>Lists and tables are kept up to this size, if what is in them is flat.</summary>
    private const int MostOfATable = 4096;

    /// <summary>What a publisher says of a job, in our own names; short, as we write it.</summary>
    private static readonly string[] OfThePublisher = [JobHeaders.Contract, JobHeaders.PublishedAt, JobHeaders.NotAfter, JobHeaders.Cause];

    /// <summary>The headers to begin a copy with.</summary>
    public static Dictionary<string, object?> Keep(IReadOnlyDictionary<string, object?>? headers, CutNames cut)
    {
        var kept = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (headers is null)
        {
            return kept;
        }

        cut.AddEarlier(HeaderText.Of(headers.GetValueOrDefault(JobHeaders.Cut)));
        long bytes = 0;
        foreach (var (name, value) in headers)
        {
            if (BrokerHeaders.IsWritten(name) || (IsOurs(name) && !IsOfThePublisher(name, value)))
            {
                continue;
            }

            if (!BrokerHeaders.Routes(name) && IsFlat(value) && HeaderSize.Of(name, value) is { } size && bytes + size <= Budget)
            {
                bytes += size;
                kept[name] = value;
            }
            else
            {
                cut.Add(name);
            }
        }

        return kept;
    }

    private static bool IsOurs(string name) => name.StartsWith(JobHeaders.Ours, StringComparison.Ordinal);

    private static bool IsOfThePublisher(string name, object? value) =>
        Array.IndexOf(OfThePublisher, name) >= 0 && HeaderText.Of(value) is { } text && HeaderSize.IsShort(text);

    private static bool IsFlat(object? value) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> table => IsSmall(value) && table.All(entry => IsScalar(entry.Value)),
        IEnumerable list and not (string or byte[]) => IsSmall(value) && list.Cast<object?>().All(IsScalar),
        _ => true,
    };

    private static bool IsSmall(object value) => HeaderSize.Of("", value) <= MostOfATable;

    private static bool IsScalar(object? value) => value is string or byte[] or not IEnumerable;
}
