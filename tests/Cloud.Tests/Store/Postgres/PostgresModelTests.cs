using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>Two stores on one PostgreSQL, each writing when its turn comes, agree with the model of one.</summary>
public sealed class PostgresModelTests(PostgresFixture postgres) : StoreModel
{
    private StoreOptions? _options;

    protected override async Task<IStore> OpenAsync() => await OpenPostgresAsync();

    protected override async Task<IStore?> OtherAsync() => await OpenPostgresAsync();

    private async Task<PostgresStore> OpenPostgresAsync()
    {
        _options ??= await postgres.DatabaseAsync();
        return await PostgresStore.OpenAsync(_options, Time, NullLogger<PostgresStore>.Instance, Ct);
    }
}
