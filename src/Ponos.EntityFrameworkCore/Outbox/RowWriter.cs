using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Ponos.EntityFrameworkCore.Outbox;

/// <summary>
/// Inserts single rows into a context's running transaction, beside what it tracks: saving that is the handler's business.
/// </summary>
internal static class RowWriter
{
    /// <summary>Inserts a row.</summary>
    /// <returns>
    /// Whether it was inserted; <see langword="false"/> where a row of its key is there already, as far as that is asked.
    /// </returns>
    public static async Task<bool> InsertAsync<TRow>(DbContext db, TRow row, bool unlessThere, CancellationToken cancellationToken)
        where TRow : class
    {
        var type = db.Model.FindEntityType(typeof(TRow))!;
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        var sql = db.GetService<ISqlGenerationHelper>();
        var properties = type.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).ToArray();
        var values = properties.Select(property => property.GetGetter().GetClrValue(row)).ToArray();
        var text = $"INSERT INTO {sql.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", properties.Select(Column))})";
        var all = string.Join(", ", Enumerable.Range(0, values.Length).Select(i => $"{{{i}}}"));
        if (!unlessThere)
        {
            text += $" VALUES ({all})";
        }
        else if (ContextOutbox.IsOnPostgreSql(db))
        {
            text += $" VALUES ({all}) ON CONFLICT DO NOTHING";
        }
        else
        {
            // In every database; two at the same time meet in the key, and the loser's attempt fails and finds the row.
            var keys = type.FindPrimaryKey()!.Properties;
            var same = string.Join(" AND ", keys.Select(key => $"{Column(key)} = {{{Array.IndexOf(properties, key)}}}"));
            text += $" SELECT {all} WHERE NOT EXISTS (SELECT 1 FROM {sql.DelimitIdentifier(table.Name, table.Schema)} WHERE {same})";
        }

        return await db.Database.ExecuteSqlRawAsync(text, values!, cancellationToken) == 1;

        string Column(IReadOnlyProperty property) => sql.DelimitIdentifier(property.GetColumnName(table)!);
    }
}
