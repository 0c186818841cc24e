using Microsoft.EntityFrameworkCore;

namespace Ponos.Benchmarks.Stores;

/// <summary>The context of those who write with EF Core.</summary>
internal class StoreDb : DbContext
{
    public StoreDb(DbContextOptions<StoreDb> options)
        : base(options)
    {
    }

    protected StoreDb(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<StoredOrder> Orders => Set<StoredOrder>();

    public DbSet<PolledMessage> Outgoing => Set<PolledMessage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddPonos();
        modelBuilder.Entity<StoredOrder>(order =>
        {
            order.ToTable("orders");
            order.Property(row => row.Id).HasColumnName("id");
            order.Property(row => row.Number).HasColumnName("number");
            order.Property(row => row.Customer).HasColumnName("customer");
            order.Property(row => row.Cents).HasColumnName("cents");
        });
        modelBuilder.Entity<PolledMessage>(message =>
        {
            message.ToTable("outgoing");
            message.Property(row => row.Id).HasColumnName("id");
            message.Property(row => row.Body).HasColumnName("body");
        });
    }
}

/// <summary>The same, of those who have no outbox of ours.</summary>
internal sealed class PlainStoreDb(DbContextOptions<PlainStoreDb> options) : StoreDb(options);

/// <summary>An order.</summary>
internal sealed class StoredOrder
{
    public long Id { get; init; }

    public required int Number { get; init; }

    public required string Customer { get; init; }

    public required int Cents { get; init; }
}

/// <summary>A message of the hand-written outbox.</summary>
internal sealed class PolledMessage
{
    public long Id { get; init; }

    public required byte[] Body { get; init; }
}
