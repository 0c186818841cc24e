using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Ponos.EntityFrameworkCore.Model;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>The jobs among what a context tracks. They are added as such, so that nothing has to be compared to find them.</summary>
internal static class TrackedMessages
{
    public static EntityEntry<OutboxMessage>[] Of(DbContext db)
    {
        if (db.Model.FindEntityType(typeof(OutboxMessage)) is null)
        {
            return [];
        }

        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. db.ChangeTracker.Entries<OutboxMessage>()];
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
