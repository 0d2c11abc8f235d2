using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>Memory of the only writer that there is: what it has read once stays true.</summary>
internal sealed class SqliteMemory(DbSession db) : MeterMemory
{
    /// <summary>Reads open transactions and recent samples. Other series are read per station when it first speaks.</summary>
    public void Load()
    {
        MaxSeriesId = (int)(db.Number("SELECT MAX(id) FROM meter_series") ?? 0);
        Recent.Filling = (int)db.Number("SELECT filling FROM meter_recent_state")!.Value;
        var series = MeterSql.ReadRecentStations(db).SelectMany(id => Station(id).AllSeries()).ToDictionary(s => s.Id);
        MeterSql.ReadRecent(db, Recent.Filling, (id, sample) => Note(series[id], sample, moving: false));
        var moving = MeterSql.ReadRecent(db, 1 - Recent.Filling, (id, sample) => Note(series[id], sample, moving: true));
        if (moving > 0) Recent.Resume();
        foreach (var transaction in MeterSql.ReadOpenTransactions(db)) Add(transaction);
    }

    protected override void Load(StationMeters station)
    {
        foreach (var (connectorId, series) in MeterSql.ReadSeriesWithNewest(db, station.StationId, Word)) station.Add(connectorId, series);
        station.IsLoaded = true;
    }

    private void Note(Series series, in RecentSample sample, bool moving)
    {
        if (moving) Recent.AddMoving(series, sample);
        else Recent.Add(series, sample);
        series.MaxAtMs = Math.Max(series.MaxAtMs, sample.AtMs);
    }
}
