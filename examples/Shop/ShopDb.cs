using Examples.Shop.Billing;
using Examples.Shop.Mailing;
using Examples.Shop.Orders;
using Microsoft.EntityFrameworkCore;
using Ponos;

namespace Examples.Shop;

// snippet: context
public sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Charge> Charges => Set<Charge>();

    public DbSet<SentMail> Mails => Set<SentMail>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPonos();
}
// end-snippet
