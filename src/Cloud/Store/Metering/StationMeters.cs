namespace Busbar.Cloud.Store.Metering;

/// <summary>What the writer remembers of a station's connector: its series and its open transactions.</summary>
internal sealed class ConnectorMeters(int connectorId)
{
    public int ConnectorId { get; } = connectorId;

    public List<Series> Series { get; } = [];

    public List<OpenTransaction> Open { get; } = [];

    /// <summary>The open transaction that a sample without one belongs to; null for none.</summary>
    public OpenTransaction? CoveringAt(long atMs)
    {
        foreach (var transaction in Open)
            if (transaction.Covers(atMs)) return transaction;
        return null;
    }
}

/// <summary>What the writer remembers of a station.</summary>
internal sealed class StationMeters(string stationId)
{
    private readonly List<ConnectorMeters> _connectors = [];

    public string StationId { get; } = stationId;

    /// <summary>Slots given out to series so far.</summary>
    public int Slots { get; set; }

    /// <summary>What is remembered is what the database has; see <see cref="MeterMemory"/>.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>Adds a series that the database has.</summary>
    public void Add(int connectorId, Series series)
    {
        Connector(connectorId).Series.Add(series);
        Slots = Math.Max(Slots, series.Slot + 1);
    }

    public ConnectorMeters Connector(int connectorId)
    {
        foreach (var known in _connectors)
            if (known.ConnectorId == connectorId) return known;
        var connector = new ConnectorMeters(connectorId);
        _connectors.Add(connector);
        return connector;
    }

    /// <summary>Forgets the series, so that they are read again.</summary>
    public void ForgetSeries()
    {
        foreach (var connector in _connectors) connector.Series.Clear();
        Slots = 0;
    }

    public IEnumerable<Series> AllSeries() => _connectors.SelectMany(c => c.Series);
}
