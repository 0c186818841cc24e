using Microsoft.EntityFrameworkCore;

namespace Ponos.EntityFrameworkCore.Tests.Support;

/// <summary>The application's context.</summary>
internal sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>().HasKey(order => order.Number);
        modelBuilder.AddPonos();
    }
}

/// <summary>A context whose author forgot the outbox.</summary>
internal sealed class BareDb(DbContextOptions<BareDb> options) : DbContext(options);

/// <summary>What the application keeps.</summary>
internal sealed class Order
{
    public required string Number { get; init; }
}
