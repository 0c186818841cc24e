using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Model;
using Ponos.EntityFrameworkCore.Outbox;

namespace Ponos;

/// <summary>
/// Runs each attempt of a handler in a transaction of its context: the inbox remembers the job, what the handler publishes goes to the
/// outbox, and all of it is committed when the handler succeeds and rolled back when it fails. The handler saves its changes as
/// ever. For all handlers of a service by <c>UseEntityFramework</c>, for one by <c>[Transactional&lt;ShopDb&gt;]</c>.
/// </summary>
/// <typeparam name="TDb">The context.</typeparam>
public sealed class TransactionFilter<TDb> : IJobFilter
    where TDb : DbContext
{
    /// <summary>
    /// PostgreSQL's word for a transaction that takes nothing more. It answers COMMIT with a rollback, and Npgsql with no error.
    /// </summary>
    private const string InFailedTransaction = "25P02";

    private readonly TDb _db;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;

    /// <summary>Made by the services.</summary>
    /// <param name="db">The attempt's context.</param>
    /// <param name="services">The attempt's services.</param>
    /// <param name="time">The clock.</param>
    public TransactionFilter(TDb db, IServiceProvider services, TimeProvider time) => (_db, _services, _time) = (db, services, time);

    /// <inheritdoc/>
    public async Task InvokeAsync(JobContext context, JobNext next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        _ = ContextOutbox.Of(_services, context.Service, _db);
        if (_db.Database.CurrentTransaction is not null && OutboxScope.Current is TransactionOutbox outer && outer.IsOf(_db))
        {
            // The service has it and the handler too: one transaction, and one row in the inbox.
            await next(context);
            return;
        }

        // What the strategy may do again is to begin. A handler that failed is the retry's business, in a scope of its own.
        var failure = await _db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await _db.Database.BeginTransactionAsync(context.CancellationToken);
            try
            {
                await RunAsync(context, next);
                await transaction.CommitAsync(context.CancellationToken);
                return null;
            }
            catch (Exception exception)
            {
                return ExceptionDispatchInfo.Capture(exception);
            }
        });
        failure?.Throw();
    }

    private async Task RunAsync(JobContext context, JobNext next)
    {
        if (context.InboxKey is { } key)
        {
            var row = new InboxMessage
            {
                Queue = context.Queue,
                MessageId = key,
                Service = context.Service,
                HandledAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            };
            if (!await RowWriter.InsertAsync(_db, row, unlessThere: true, context.CancellationToken))
            {
                context.IsDuplicate = true;
                return;
            }
        }

        // Gone with this method.
        OutboxScope.Current = new TransactionOutbox(_db, _services.GetRequiredService<CommitInterceptor>());
        await next(context);
        if (!context.IsDuplicate)
        {
            await RequireWholeAsync(context);
        }
    }

    /// <summary>What the handler did is all there: a commit would not tell.</summary>
    /// <exception cref="InvalidOperationException">Something is missing.</exception>
    private async Task RequireWholeAsync(JobContext context)
    {
        if (TrackedMessages.Of(_db).FirstOrDefault(entry => entry.State == EntityState.Added) is { } unsaved)
        {
            throw new InvalidOperationException(
                $"The handler of '{context.Name}' published '{unsaved.Entity.Name}' " +
                $"with {typeof(TDb).Name} and did not save it, so it would never be sent. " +
                "Call SaveChangesAsync behind it, or publish with IPublisher.");
        }

        if (!ContextOutbox.IsOnPostgreSql(_db))
        {
            return;
        }

        try
        {
            _ = await _db.Database.ExecuteSqlRawAsync("SELECT 1", context.CancellationToken);
        }
        catch (DbException exception) when (exception.SqlState == InFailedTransaction)
        {
            throw new InvalidOperationException(
                $"A command that the handler of '{context.Name}' ran has failed, and the handler went on. " +
                "PostgreSQL commits nothing of such a transaction. " +
                "Let the exception out, or go back to a savepoint.",
                exception);
        }
    }
}
