using Examples.Shop.Billing;
using Microsoft.EntityFrameworkCore;
using Ponos;
using Ponos.Handlers;

namespace Examples.Shop;

/// <summary>Adds the shop to a host.</summary>
public static class ShopExtensions
{
    /// <summary>
    /// Adds the service <c>shop</c>: on the PostgreSQL of <c>ConnectionStrings:Shop</c>, or else on a file of SQLite that ends with the
    /// process; with the provider of <c>Shop:Provider</c>, or else a sample.
    /// </summary>
    public static void AddShop(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var (services, configuration) = (builder.Services, builder.Configuration);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning);
        AddProvider(services, configuration["Shop:Provider"]);
        var shop = configuration.GetConnectionString("Shop") is { Length: > 0 } connection
            ? AddOnPostgreSql(services, connection)
            : AddOnSqlite(services);
        if (configuration.GetConnectionString("Redis") is { Length: > 0 })
        {
            ShareMails(shop);
        }
    }

    // snippet: sqlite
    private static PonosBuilder AddOnSqlite(IServiceCollection services)
    {
        services.AddSingleton<SampleFile>();
        services.AddDbContext<ShopDb>(
            (provider, options) => options.UseSqlite($"Data Source={provider.GetRequiredService<SampleFile>().Path}"));
        services.AddHostedService<MakeTables>();
        return services.AddPonos("shop").UseEntityFramework<ShopDb>();
    }
    // end-snippet

    // snippet: postgresql
    private static PonosBuilder AddOnPostgreSql(IServiceCollection services, string connection)
    {
        services.AddDbContext<ShopDb>(options => options.UseNpgsql(connection));
        services.AddHostedService<MakeTables>();
        return services.AddPonos("shop").UsePostgreSqlOutbox(options => options.ConnectionString = connection).UseEntityFramework<ShopDb>();
    }
    // end-snippet

    // snippet: redis
    /// <summary>All processes together send no more mails than one may.</summary>
    private static void ShareMails(PonosBuilder shop)
    {
        shop.UseRedis();
        shop.Services.Configure<PonosOptions>(
            "shop", options => options.Handlers["mail.send"] = new HandlerSettings { RateScope = RateScope.Shared });
    }
    // end-snippet

    private static void AddProvider(IServiceCollection services, string? address)
    {
        if (address is { Length: > 0 })
        {
            services.AddHttpClient<PaymentProvider>(http => http.BaseAddress = new Uri(address));
            return;
        }

        services.AddSingleton<SampleProvider>();
        services.AddHostedService(provider => provider.GetRequiredService<SampleProvider>());
        services.AddHttpClient<PaymentProvider>(
            (provider, http) => http.BaseAddress = provider.GetRequiredService<SampleProvider>().Address);
    }
}
