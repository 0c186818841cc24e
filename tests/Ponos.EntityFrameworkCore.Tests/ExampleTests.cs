using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ponos.EntityFrameworkCore.Tests.Support;
using Ponos.Handlers;
using Ponos.PostgreSql.Tests.Support;
using Ponos.Tests.Support;

namespace Ponos.EntityFrameworkCore.Tests;

/// <summary>What docs/transactions.md shows, at work.</summary>
internal sealed class ExampleTests
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ponos-example-{Guid.NewGuid():N}.db");

    [TearDown]
    public void Delete()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [Test, CancelAfter(180_000)]
    public async Task Page_FollowedWithAContext_ChargesEachOrderOnce(CancellationToken cancellationToken)
    {
        var name = $"shop-{Guid.NewGuid().ToString("N")[..8]}";
        var charged = new Arrivals();
        var options = new DbContextOptionsBuilder<ShopDb>().UseSqlite($"Data Source={_file}").Options;
        await using (var db = new ShopDb(options))
        {
            await db.Database.EnsureCreatedAsync(cancellationToken);
        }

        await using var hosts = new ServiceHosts((await Servers.BrokerAsync()).Uri);
        var service = await hosts.StartAsync(
            services =>
            {
                // snippet: register
                services.AddDbContext<ShopDb>(options => options.UseSqlite($"Data Source={_file}"));
                services.AddPonos(name, HandlerCatalog.Empty)
                    .UseEntityFramework<ShopDb>()
                    .MapTask("orders.take", (TakeOrder job, ShopDb db, IPublisher publisher) => TakeAsync(job, db, publisher))
                    .MapTask("cards.charge", (Charge job, JobContext context) =>
                    {
                        charged.Add(job.Order, context);
                        return Task.CompletedTask;
                    });
                // end-snippet
            },
            name);
        await using (var scope = service.Host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ShopDb>();
            // snippet: publish
            db.Add(new Order { Number = "o-1" });
            db.Publish(new Charge("o-1"));
            await db.SaveChangesAsync(cancellationToken);
            // end-snippet
        }

        await service.Publisher.PublishAsync(new TakeOrder("o-2"), cancellationToken);
        await charged.CountAsync(2);

        Assert.That(charged.Texts, Is.EquivalentTo(new[] { "o-1", "o-2" }));
    }

    // snippet: handler
    private static async Task TakeAsync(TakeOrder job, ShopDb db, IPublisher publisher)
    {
        db.Add(new Order { Number = job.Number });
        await publisher.PublishAsync(new Charge(job.Number));
        await db.SaveChangesAsync();
    }
    // end-snippet
}
