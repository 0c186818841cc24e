using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>A connection that is lost once, right before a commit.</summary>
internal sealed class OnceFailing : DbTransactionInterceptor
{
    private int _left = 1;

    public bool HasFailed => Volatile.Read(ref _left) <= 0;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        Interlocked.Decrement(ref _left) >= 0 ? throw new ConnectionLostException() : ValueTask.FromResult(result);
}

/// <summary>A connection was lost.</summary>
internal sealed class ConnectionLostException() : DbException("The connection was lost.");

/// <summary>Tries again what a lost connection ended.</summary>
internal sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.FromMilliseconds(10))
{
    protected override bool ShouldRetryOn(Exception exception) =>
        exception is ConnectionLostException or DbUpdateException { InnerException: ConnectionLostException };
}
