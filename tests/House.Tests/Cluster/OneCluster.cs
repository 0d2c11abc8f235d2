using Busbar.House.Tests.Tracing;

namespace Busbar.House.Tests.Cluster;

/// <summary>A cluster that tests share which leave it as it was, with a collector of its traces; started by the first that needs it.</summary>
[CollectionDefinition(nameof(OneCluster))]
public sealed class OneCluster : ICollectionFixture<OneCluster>, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private ClusterScript? _cluster;
    private Collector? _collector;

    /// <summary>The cluster; skips the test where a server is not installed.</summary>
    internal async Task<ClusterScript> ClusterAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _collector ??= await Collector.StartAsync();
            return _cluster ??= await ClusterScript.StartAsync(("BUSBAR__Otlp__Endpoint", _collector.Address), ("BUSBAR__Otlp__Protocol", "Http"));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What its processes have told of their work.</summary>
    internal IReadOnlyCollection<OtlpSpan> Spans => _collector?.Spans ?? [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_collector is not null) await _collector.DisposeAsync();
        _gate.Dispose();
    }
}
