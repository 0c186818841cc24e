using System.Security.Authentication;
using System.Security.Cryptography;
using RabbitMQ.Client.Exceptions;

namespace Ponos.Transport.RabbitMq;

/// <summary>What a failed attempt to connect means, and how to say it without a credential.</summary>
internal static class ConnectFailure
{
    private const ushort AccessRefused = 403;
    private const ushort NotAllowed = 530;

    /// <summary>A refused login, a missing virtual host or a certificate that is not trusted: waiting alone will not mend it.</summary>
    public static bool NeedsAPerson(Exception exception) => Find(exception, IsRefusal) is not null;

    public static string Describe(Exception exception)
    {
        if (exception is TimeoutException or OperationCanceledException)
        {
            return "the broker did not answer in time";
        }

        var cause = Find(exception, IsRefusal) ?? Innermost(exception);
        return cause is OperationInterruptedException { ShutdownReason: { } reason } ? LiveConnection.Describe(reason) : cause.Message;
    }

    private static bool IsRefusal(Exception exception) => exception switch
    {
        PossibleAuthenticationFailureException => true,
        AuthenticationException => true,
        CryptographicException => true,
        OperationInterruptedException { ShutdownReason.ReplyCode: AccessRefused or NotAllowed } => true,
        _ => false,
    };

    private static Exception? Find(Exception exception, Func<Exception, bool> match)
    {
        if (match(exception))
        {
            return exception;
        }

        if (exception is AggregateException several)
        {
            foreach (var inner in several.InnerExceptions)
            {
                if (Find(inner, match) is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        return exception.InnerException is { } cause ? Find(cause, match) : null;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
