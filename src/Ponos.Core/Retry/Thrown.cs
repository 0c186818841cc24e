using System.Reflection;

namespace Ponos.Retry;

/// <summary>
/// What a handler threw, out of the wrappings that say nothing of it: those of a blocking wait and of a call by reflection.
/// </summary>
internal static class Thrown
{
    /// <summary>Deeper than any program wraps by intention.</summary>
    private const int MaxDepth = 64;

    /// <summary>The exceptions themselves, the first that was found first; never none.</summary>
    public static IReadOnlyList<Exception> By(Exception exception)
    {
        if (!IsWrapping(exception))
        {
            return [exception];
        }

        var found = new List<Exception>();
        Collect(exception, found, depth: 0);
        return found;
    }

    /// <summary>The first exception of a type, or <see langword="null"/>.</summary>
    public static T? Find<T>(Exception exception)
        where T : Exception
    {
        foreach (var thrown in By(exception))
        {
            if (thrown is T match)
            {
                return match;
            }
        }

        return null;
    }

    private static bool IsWrapping(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: > 0 } or TargetInvocationException { InnerException: not null };

    private static void Collect(Exception exception, List<Exception> found, int depth)
    {
        if (depth == MaxDepth || !IsWrapping(exception))
        {
            found.Add(exception);
            return;
        }

        if (exception is AggregateException several)
        {
            foreach (var one in several.InnerExceptions)
            {
                Collect(one, found, depth + 1);
            }
        }
        else
        {
            Collect(exception.InnerException!, found, depth + 1);
        }
    }
}
