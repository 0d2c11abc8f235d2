using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>The open transaction of a connector and its energy so far. Guarded by the station's gate.</summary>
internal sealed class RunningTransaction
{
    private double _lastRegisterWh;
    private bool _moved;

    public RunningTransaction(TransactionRow row)
    {
        Row = row;
        EnergyWh = row.EnergyWh ?? 0;
        _lastRegisterWh = row.MeterStartWh + EnergyWh;
        _moved = row.EnergyWh is not null;
    }

    /// <summary>The transaction as the store last had it.</summary>
    public TransactionRow Row { get; }

    /// <summary>Energy by difference of the register, in Wh.</summary>
    public double EnergyWh { get; private set; }

    /// <summary>The transaction with its energy up to date.</summary>
    public TransactionRow Current => _moved ? Row with { EnergyWh = EnergyWh } : Row;

    /// <summary>
    /// Takes a reading of the import register and returns what came on top, in Wh. A register that fell was reset to zero
    /// in between: what it shows now came on top.
    /// </summary>
    public double Take(double registerWh)
    {
        var delta = registerWh >= _lastRegisterWh ? registerWh - _lastRegisterWh : Math.Max(registerWh, 0);
        _lastRegisterWh = registerWh;
        _moved = true;
        EnergyWh += delta;
        return delta;
    }
}
