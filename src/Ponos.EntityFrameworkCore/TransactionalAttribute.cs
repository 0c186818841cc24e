using Microsoft.EntityFrameworkCore;

namespace Ponos;

/// <summary>
/// Runs each attempt of one handler in a transaction of a context, with inbox and outbox, as
/// <see cref="PonosBuilderEntityFrameworkExtensions.UseEntityFramework{TDb}"/> does for all handlers of a service. The service needs
/// <see cref="PonosBuilderEntityFrameworkExtensions.UseEntityFrameworkOutbox{TDb}"/>.
/// </summary>
/// <typeparam name="TDb">The context.</typeparam>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TransactionalAttribute<TDb> : FilterAttribute<TransactionFilter<TDb>>
    where TDb : DbContext;
