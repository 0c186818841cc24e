namespace Ponos.Transport.RabbitMq;

/// <summary>
/// Gives a connection a new token before the one that it has expires. At that moment RabbitMQ 4.3 ends the connection, with the
/// publishes that are on their way; 3.10 lets it stand, and refuses from then on what it has not allowed it before.
/// </summary>
internal sealed class CredentialRenewal(RabbitTransportOptions options, LiveConnection live, RabbitMqCredential credential)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly CredentialSource _source = new(options);

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <summary>Runs until the connection is lost, or has what does not expire.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (credential.ExpiresAt is { } end)
            {
                await Task.Delay(WaitBefore(end), options.TimeProvider, live.LostToken);
                // Under an alarm the broker reads nothing: a call would not be answered, and cost what is to be kept.
                if (live.BlockedReason is null)
                {
                    await RenewAsync(end);
                }
            }
        }
        catch (Exception) when (live.IsLost)
        {
            // The next connection asks for itself.
        }
    }

    /// <summary>A third of its life is left for a provider that fails, or gives what it gave before.</summary>
    private TimeSpan WaitBefore(DateTimeOffset end)
    {
        var left = end - Now;
        // Expired by our clock and not by the broker's, or it would have ended the connection.
        return left <= TimeSpan.Zero
            ? options.FaultRetryDelay
            : TimeSpan.FromTicks(Math.Clamp((left * 2 / 3).Ticks, ShortestWait.Ticks, LongestWait.Ticks));
    }

    private async Task RenewAsync(DateTimeOffset end)
    {
        try
        {
            var next = await _source.AskAsync(live.LostToken);
            if (next.UserName != credential.UserName)
            {
                live.Sever("its credential expires, and the next is another user's");
            }
            else if (next.Password != credential.Password)
            {
                await live.UpdateSecretAsync(next.Password);
            }

            credential = next;
        }
        catch (Exception exception) when (!live.IsLost)
        {
            var reason = ConnectFailure.Describe(exception);
            if (Now >= end)
            {
                live.Sever($"its credential expired, and there is no other: {reason}");
                return;
            }

            options.Logger.CredentialNotRenewed(live.Broker, end, reason);
        }
    }
}
