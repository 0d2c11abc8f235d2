using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>
/// Removes meter values that were received longer ago than is kept, series by series, a few at a time, only while no write waits. Age
/// counts from reception: a station whose clock says 1970 loses nothing.
/// </summary>
internal sealed class MeterRetention(DbSession db, MeterMemory memory, int days, TimeProvider time)
{
    private const int RowsPerStep = 1_000;
    private const int SeriesPerStep = 200;
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    private long _nextRound;
    private int _series = int.MaxValue;

    /// <summary>One step; true when another should follow. Outside of any transaction.</summary>
    public bool Step(bool idle)
    {
        if (days == 0 || !idle) return false;
        if (_series > memory.MaxSeriesId)
        {
            if (time.GetTimestamp() < _nextRound) return false;
            _nextRound = time.GetTimestamp() + (long)(Round.TotalSeconds * time.TimestampFrequency);
            _series = 0;
        }

        var cutMs = Rows.Ms(time.GetUtcNow() - TimeSpan.FromDays(days));
        db.BeginWrite();
        var removed = 0;
        for (var i = 0; i < SeriesPerStep && _series <= memory.MaxSeriesId && removed < RowsPerStep; i++)
        {
            var rows = RemoveFrom(_series, cutMs);
            removed += rows;
            if (rows < RowsPerStep) _series++;
        }

        db.Commit();
        return _series <= memory.MaxSeriesId;
    }

    private int RemoveFrom(int series, long cutMs) => db.Execute(
        """
        DELETE FROM meter_value WHERE series_id = @series AND at_ms + lag_ms < @cut AND at_ms <= (
            SELECT MAX(at_ms) FROM (SELECT at_ms FROM meter_value
                WHERE series_id = @series AND at_ms < @cut AND at_ms + lag_ms < @cut ORDER BY at_ms LIMIT @rows) AS oldest)
        """,
        ("@series", series), ("@cut", cutMs), ("@rows", RowsPerStep));
}
