using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>The open transaction of a connector and its energy so far, by the store's own rule, so that the live figure is the one on the bill. Guarded by the station's gate.</summary>
internal sealed class RunningTransaction
{
    private EnergyMeter _meter;

    /// <summary>One that has just started.</summary>
    public RunningTransaction(TransactionRow row)
    {
        Row = row;
        _meter = EnergyMeter.Begin(row.MeterStartWh, row.StartedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>One that ran before this process did. Readings up to <paramref name="readUpTo"/>, station time, are in the store's figure already.</summary>
    public RunningTransaction(TransactionRow row, DateTimeOffset readUpTo)
        : this(row)
    {
        if (row.EnergyWh is not null) _meter = new EnergyMeter(row.RegisterWh, readUpTo.ToUnixTimeMilliseconds(), row.EnergyWh, row.RegisterResets);
    }

    /// <summary>The transaction as the store last had it.</summary>
    public TransactionRow Row { get; }

    /// <summary>The transaction with its energy up to date.</summary>
    public TransactionRow Current => Row with { EnergyWh = _meter.EnergyWh, RegisterWh = _meter.RegisterWh, RegisterResets = _meter.Resets };

    /// <summary>Takes a reading of the import register and returns what came on top, in Wh.</summary>
    public double Take(double registerWh, DateTimeOffset at)
    {
        var before = _meter.EnergyWh ?? 0;
        _meter = _meter.Read(registerWh, at.ToUnixTimeMilliseconds());
        return (_meter.EnergyWh ?? 0) - before;
    }
}
