using Microsoft.Data.Sqlite;

namespace Examples.Shop;

/// <summary>A file for SQLite in the system's temporary folder, which ends with the process.</summary>
internal sealed class SampleFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ponos-shop-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "shop.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
