using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store;

/// <summary>The embedded store keeps the contract.</summary>
public sealed class SqliteStoreTests : StoreContract
{
    private readonly TempFolder _folder = new();

    protected override async Task<IStore> OpenAsync() =>
        await SqliteStore.OpenAsync(new StoreOptions { Folder = _folder.Path }, Time, NullLogger<SqliteStore>.Instance, Ct);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
