using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Fleet;

/// <summary>What one station adds to the figures of the fleet.</summary>
internal struct FleetShare
{
    public bool Counted;
    public bool Connected;
    public bool Charging;
    public bool Faulted;
    public int OpenTransactions;
    public long PowerMilliwatts;
}

/// <summary>
/// The fleet in figures, kept by adding what changes: reading them costs the same with ten stations and with a hundred thousand.
/// Fed by the directory and the alarm book; thread safe.
/// </summary>
internal sealed class FleetFigures(StationShards shards)
{
    private readonly PowerHistory _history = new();
    private readonly MessageRate _rate = new();
    private readonly long[] _openAlarms = new long[3];
    private readonly Lock _day = new();
    private readonly double[] _energyTodayWh = new double[shards.Count];
    private DateOnly _today;
    private long _unacknowledged;
    private long _stations;
    private long _connected;
    private long _charging;
    private long _faulted;
    private long _openTransactions;
    private long _powerMilliwatts;

    /// <summary>Power of the connected stations, in W.</summary>
    public double PowerW => Interlocked.Read(ref _powerMilliwatts) / 1000.0;

    /// <summary>Takes what changed with a station. Under the station's gate.</summary>
    public void Update(Station station)
    {
        ref var old = ref station.Share;
        var connected = station.Connected;
        var now = new FleetShare
        {
            Counted = true,
            Connected = connected,
            OpenTransactions = station.OpenTransactions,
            PowerMilliwatts = connected ? (long)((station.PowerW() ?? 0) * 1000) : 0,
        };
        foreach (var connector in station.Connectors)
        {
            now.Charging |= connected && connector.IsCharging;
            now.Faulted |= connected && connector.IsFaulted;
        }

        Move(old, now);
        old = now;
    }

    /// <summary>Takes a station out. Under the station's gate.</summary>
    public void Remove(Station station)
    {
        Move(station.Share, default);
        station.Share = default;
    }

    /// <summary>Energy of a shard's stations measured at a time, in Wh; counts when that is today, UTC.</summary>
    public void AddEnergy(int shard, double energyWh, DateTimeOffset at, DateTimeOffset now)
    {
        if (energyWh <= 0) return;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (DateOnly.FromDateTime(at.UtcDateTime) != today) return;
        lock (_day)
        {
            Turn(today);
            _energyTodayWh[shard] += energyWh;
        }
    }

    /// <summary>The shard's stations are gone from here, and their energy with them.</summary>
    public void ForgetEnergy(int shard)
    {
        lock (_day) _energyTodayWh[shard] = 0;
    }

    public void AlarmOpened(AlarmSeverity severity)
    {
        Interlocked.Increment(ref _openAlarms[(int)severity]);
        Interlocked.Increment(ref _unacknowledged);
    }

    public void AlarmCleared(AlarmSeverity severity, bool acknowledged)
    {
        Interlocked.Decrement(ref _openAlarms[(int)severity]);
        if (!acknowledged) Interlocked.Decrement(ref _unacknowledged);
    }

    public void AlarmAcknowledged() => Interlocked.Decrement(ref _unacknowledged);

    /// <summary>A message of a station was taken.</summary>
    public void CountMessage() => _rate.Count();

    /// <summary>Every second: the rate and, each ten seconds, a point of the history.</summary>
    public void Tick(DateTimeOffset now)
    {
        _rate.Tick();
        _history.Tick(now, PowerW);
    }

    public FleetOverview Overview(DateTimeOffset now)
    {
        double energyTodayWh;
        lock (_day)
        {
            Turn(DateOnly.FromDateTime(now.UtcDateTime));
            energyTodayWh = _energyTodayWh.Sum();
        }

        AlarmSeverity? worst = null;
        for (var severity = AlarmSeverity.Critical; severity >= AlarmSeverity.Info && worst is null; severity--)
            if (Interlocked.Read(ref _openAlarms[(int)severity]) > 0) worst = severity;
        return new FleetOverview(
            (int)Interlocked.Read(ref _stations), (int)Interlocked.Read(ref _connected), (int)Interlocked.Read(ref _charging),
            (int)Interlocked.Read(ref _faulted), PowerW, (int)Interlocked.Read(ref _openTransactions), energyTodayWh,
            (int)(Interlocked.Read(ref _openAlarms[0]) + Interlocked.Read(ref _openAlarms[1]) + Interlocked.Read(ref _openAlarms[2])),
            (int)Interlocked.Read(ref _unacknowledged), worst, _rate.PerSecond, _history.Points());
    }

    private void Turn(DateOnly today)
    {
        if (today == _today) return;
        _today = today;
        Array.Clear(_energyTodayWh);
    }

    private void Move(in FleetShare from, in FleetShare to)
    {
        Add(ref _stations, from.Counted, to.Counted);
        Add(ref _connected, from.Connected, to.Connected);
        Add(ref _charging, from.Charging, to.Charging);
        Add(ref _faulted, from.Faulted, to.Faulted);
        if (from.OpenTransactions != to.OpenTransactions) Interlocked.Add(ref _openTransactions, to.OpenTransactions - from.OpenTransactions);
        if (from.PowerMilliwatts != to.PowerMilliwatts) Interlocked.Add(ref _powerMilliwatts, to.PowerMilliwatts - from.PowerMilliwatts);
    }

    private static void Add(ref long figure, bool from, bool to)
    {
        if (from != to) Interlocked.Add(ref figure, to ? 1 : -1);
    }
}
