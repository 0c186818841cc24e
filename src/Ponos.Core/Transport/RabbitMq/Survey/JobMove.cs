using RabbitMQ.Client;

namespace Ponos.Transport.RabbitMq.Survey;

/// <summary>
/// Moves all jobs of one queue into another, in their order: each is confirmed at its new place before it leaves the old one. A crash
/// in between leaves a job in both under one message id.
/// </summary>
internal sealed class JobMove(LiveConnection live)
{
    // Each is held in memory until it is confirmed.
    private const int Batch = 50;

    /// <returns>How many were moved.</returns>
    public async Task<long> MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        var reading = await live.OpenChannelAsync(cancellationToken);
        var writing = await ChannelPublisher.OpenAsync(new PublishingConnection(live), cancellationToken);
        try
        {
            var moved = 0L;
            while (await MoveBatchAsync(reading, writing, from, to, cancellationToken) is var count and > 0)
            {
                moved += count;
            }

            return moved;
        }
        finally
        {
            // What was read and not acknowledged goes back.
            await live.CloseAsync(reading);
            await writing.CloseAsync();
        }
    }

    private async Task<int> MoveBatchAsync(
        IChannel reading, ChannelPublisher writing, string from, string to, CancellationToken cancellationToken)
    {
        var confirms = new List<Task<Confirm>>(Batch);
        ulong last = 0;
        while (confirms.Count < Batch
            && await live.WithinDeadlineAsync(reading.BasicGetAsync(from, autoAck: false, cancellationToken), cancellationToken) is { } got)
        {
            last = got.DeliveryTag;
            confirms.Add(writing.PublishAsync("", to, PropertiesOf(got.BasicProperties), got.Body.ToArray()));
        }

        foreach (var confirm in await live.WithinDeadlineAsync(Task.WhenAll(confirms), cancellationToken))
        {
            Demand(confirm, from, to);
        }

        if (last > 0)
        {
            await live.WithinDeadlineAsync(reading.BasicAckAsync(last, multiple: true, cancellationToken).AsTask(), cancellationToken);
        }

        return confirms.Count;
    }

    private static void Demand(in Confirm confirm, string from, string to)
    {
        switch (confirm.Kind)
        {
            case ConfirmKind.Taken:
                return;
            case ConfirmKind.InDoubt or ConfirmKind.Unsent:
                throw new IOException(confirm.ToString());
            default:
                throw new InvalidOperationException(
                    $"The broker did not take a job of '{from}' into '{to}': {confirm}. " +
                    $"Nothing was lost: what was not moved is back in '{from}'. Migrate again.",
                    confirm.Cause);
        }
    }

    /// <summary>All that the job says, but for what would lead it elsewhere or make the broker refuse it.</summary>
    private BasicProperties PropertiesOf(IReadOnlyBasicProperties original)
    {
        var properties = new BasicProperties(original);
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in original.Headers ?? new Dictionary<string, object?>())
        {
            if (name is not ("CC" or "BCC" or "x-delivery-count" or "x-acquired-count"))
            {
                headers[name] = value;
            }
        }

        if (original.IsUserIdPresent() && original.UserId != live.UserName)
        {
            // The broker takes no other name than ours; a worker of the same user believes this one from us.
            headers[JobHeaders.OriginalUser] = original.UserId;
            properties.UserId = live.UserName;
        }

        properties.Headers = headers;
        properties.Persistent = true;
        return properties;
    }
}
