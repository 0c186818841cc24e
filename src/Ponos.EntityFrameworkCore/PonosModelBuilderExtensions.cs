using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ponos.EntityFrameworkCore.Model;

namespace Ponos;

/// <summary>The tables of outbox and inbox in a model.</summary>
public static class PonosModelBuilderExtensions
{
    private const int KeyLength = 300;

    /// <summary>
    /// Adds outbox and inbox to a context's model, so that migrations make their tables. On PostgreSQL the tables are those of
    /// <c>Ponos.PostgreSql</c>, which makes them itself: no migration touches them there.
    /// </summary>
    /// <param name="model">The model, in <c>OnModelCreating</c>.</param>
    /// <param name="schema">
    /// The schema of the tables. Default: <c>ponos</c> on PostgreSQL; elsewhere none, and their names begin with <c>ponos_</c>.
    /// </param>
    /// <returns>The model.</returns>
    public static ModelBuilder AddPonos(this ModelBuilder model, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        // Its conventions have spoken before OnModelCreating.
        var onPostgreSql = model.Model.GetAnnotations().Any(annotation => annotation.Name.StartsWith("Npgsql:", StringComparison.Ordinal));
        model.Entity<OutboxMessage>(outbox => Map(outbox, onPostgreSql, schema));
        model.Entity<InboxMessage>(inbox => Map(inbox, onPostgreSql, schema));
        if (!onPostgreSql)
        {
            model.Entity<OutboxLease>(lease =>
            {
                lease.ToTable("ponos_outbox_lease", schema);
                lease.HasKey(row => row.Service);
                lease.Property(row => row.Service).HasMaxLength(KeyLength);
                lease.Property(row => row.Owner).HasMaxLength(KeyLength);
            });
        }

        return model;
    }

    private static void Map(EntityTypeBuilder<OutboxMessage> outbox, bool onPostgreSql, string? schema)
    {
        outbox.HasKey(row => row.Id);
        outbox.Property(row => row.Id).ValueGeneratedOnAdd();
        if (onPostgreSql)
        {
            outbox.ToTable("outbox", schema ?? "ponos", table => table.ExcludeFromMigrations());
            outbox.Ignore(row => row.Origin).Ignore(row => row.CreatedAt).Ignore(row => row.ParkedAt).Ignore(row => row.Reason);
            outbox.Property(row => row.Id).HasColumnName("id");
            outbox.Property(row => row.Service).HasColumnName("service");
            outbox.Property(row => row.OrderKey).HasColumnName("order_key");
            outbox.Property(row => row.Name).HasColumnName("name");
            outbox.Property(row => row.Destination).HasColumnName("destination");
            outbox.Property(row => row.MessageId).HasColumnName("message_id");
            outbox.Property(row => row.Properties).HasColumnName("properties");
            outbox.Property(row => row.Body).HasColumnName("body");
            return;
        }

        outbox.ToTable("ponos_outbox", schema);
        outbox.HasIndex(row => new { row.Service, row.ParkedAt, row.Id });
        outbox.Property(row => row.Service).HasMaxLength(KeyLength);
        outbox.Property(row => row.Origin).HasMaxLength(KeyLength);
        outbox.Property(row => row.OrderKey).HasMaxLength(KeyLength);
        outbox.Property(row => row.Name).HasMaxLength(KeyLength);
        outbox.Property(row => row.Destination).HasMaxLength(KeyLength);
        outbox.Property(row => row.MessageId).HasMaxLength(KeyLength);
    }

    private static void Map(EntityTypeBuilder<InboxMessage> inbox, bool onPostgreSql, string? schema)
    {
        inbox.HasKey(row => new { row.Queue, row.MessageId });
        if (onPostgreSql)
        {
            inbox.ToTable("inbox", schema ?? "ponos", table => table.ExcludeFromMigrations());
            inbox.Ignore(row => row.HandledAt);
            inbox.Property(row => row.Queue).HasColumnName("queue");
            inbox.Property(row => row.MessageId).HasColumnName("message_id");
            inbox.Property(row => row.Service).HasColumnName("service");
            return;
        }

        inbox.ToTable("ponos_inbox", schema);
        inbox.HasIndex(row => new { row.Service, row.HandledAt });
        inbox.Property(row => row.Queue).HasMaxLength(KeyLength);
        // An id of 255 bytes behind the name of the broker's user.
        inbox.Property(row => row.MessageId).HasMaxLength(2 * KeyLength);
        inbox.Property(row => row.Service).HasMaxLength(KeyLength);
    }
}
