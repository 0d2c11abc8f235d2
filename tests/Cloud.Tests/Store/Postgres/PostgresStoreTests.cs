using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>The store on PostgreSQL keeps the contract.</summary>
public sealed class PostgresStoreTests(PostgresFixture postgres) : StoreContract
{
    private StoreOptions? _options;

    protected override async Task<IStore> OpenAsync()
    {
        _options ??= await postgres.DatabaseAsync();
        return await PostgresStore.OpenAsync(_options, Time, NullLogger<PostgresStore>.Instance, Ct);
    }
}
