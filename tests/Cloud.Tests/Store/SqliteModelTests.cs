using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>The embedded store agrees with the model.</summary>
public sealed class SqliteModelTests : StoreModel, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IStore> OpenAsync() => await SqliteStore.OpenAsync(
        new StoreOptions { Folder = _folder.Path, RecentSamples = 1_000 }, Time, NullLogger<SqliteStore>.Instance, Ct);
}
