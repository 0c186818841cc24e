namespace Ponos.Transport.RabbitMq;

/// <summary>Says who we are to the broker: what is configured, or what the service's provider says now.</summary>
internal sealed class CredentialSource(RabbitTransportOptions options)
{
    /// <exception cref="IOException">The provider failed or took too long.</exception>
    public async ValueTask<RabbitMqCredential> AskAsync(CancellationToken cancellationToken)
    {
        if (options.Credential is not { } ask)
        {
            // Whatever it is, there is nobody to ask for another.
            return new RabbitMqCredential(options.UserName, options.Password) { ExpiresAt = null };
        }

        try
        {
            return await ask(cancellationToken).AsTask().WaitAsync(options.ConnectDeadline, options.TimeProvider, cancellationToken)
                ?? throw new InvalidOperationException();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Neither its text nor itself is passed on: they may hold what must not be logged.
            throw new IOException($"the service's credential provider failed ({exception.GetType().Name})");
        }
    }
}
