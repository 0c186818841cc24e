using Ponos;

namespace Examples.Shop.Mailing;

/// <summary>Sends mails, as many a second as the mail server takes.</summary>
public sealed class MailWorkers(ShopDb db, ILogger<MailWorkers> log)
{
    // snippet: mail
    /// <summary>Sends one mail.</summary>
    [Task("mail.send"), RateLimit(20, Per = "1s"), Concurrency(4)]
    public async Task Send(SendMail job, CancellationToken cancellationToken)
    {
        db.Add(new SentMail { Order = job.Order, To = job.To, Subject = job.Subject });
        await db.SaveChangesAsync(cancellationToken);
        log.LogInformation("Order {Order}: {Subject}", job.Order, job.Subject);
    }
    // end-snippet
}
