using Busbar.Core.Battery;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>What one typical week does to a cell of some health. Each week begins at rest at one state of charge: whoever runs the battery brings it
/// back there. Owns its memory; one thread at a time.</summary>
internal sealed class WeekRun
{
    private readonly ReducedCell _cell;
    private readonly ForecastPlan _week;
    private readonly ReducedLimits _limits;
    private readonly double _soc;
    private readonly double _ambientK;
    private readonly double _stepS;
    private readonly double _lithiumAh;
    private readonly double[] _state;
    private readonly double[] _slope;
    private readonly double[] _byParameter = new double[ReducedHealth.Parameters];

    internal WeekRun(ReducedCell cell, ForecastPlan week, ReducedLimits limits, double soc, double ambientK, double stepS)
    {
        (_cell, _week, _limits, _soc, _ambientK, _stepS) = (cell, week, limits, soc, ambientK, stepS);
        _lithiumAh = ElectrodeHealth.Of(cell.Options.Cell).LithiumAh;
        (_state, _slope) = (new double[cell.Count], new double[cell.Count]);
    }

    /// <summary>Growth of the film, over a new cell's thickness, per share of lithium that it binds; 0 where none is followed.</summary>
    internal double FilmPerLoss => _cell.Kernel.Sei is { } sei ? _lithiumAh / sei.AhPerGrowth : 0;

    /// <summary>How many weeks were run.</summary>
    internal int Runs { get; private set; }

    /// <summary>Lithium that a week binds, as a share of the new cell's; the charge that went in, Ah; the share of the time in which the plan could not be followed.</summary>
    internal (double Lost, double ChargedAh, double BoundShare) Of(ReducedHealth health, double loadFactor)
    {
        Runs++;
        _cell.Rest(health, _soc, _ambientK, _state);
        var before = Share();
        double charged = 0, bound = 0;
        for (var row = 0; row < _week.TimeS.Length; row++)
        {
            var length = (row + 1 < _week.TimeS.Length ? _week.TimeS[row + 1] : _week.EndS) - _week.TimeS[row];
            var parts = (int)Math.Ceiling(length / _stepS);
            var dt = length / parts;
            for (var p = 0; p < parts; p++)
            {
                var now = _cell.Current(_state, health, _week.Kind, _week.Values[row] * loadFactor, _limits);
                if (now.Bound != ReducedBound.None) bound += dt / _week.EndS;
                if (now.CurrentA > 0) charged += now.CurrentA * dt / 3600;
                _cell.Step(_state, health, now.CurrentA, dt, _ambientK);
            }
        }
        // A plan shorter or longer than a week stands for one.
        var weeks = ForecastPlan.WeekS / _week.EndS;
        return ((Share() - before) * weeks, charged * weeks, bound);

        double Share() => _cell.SeiLostAh(_state, health) / (health.CapacityFactor * _lithiumAh);
    }

    /// <summary>Capacity, Ah, and resistance at half charge and rest over the new cell's.</summary>
    internal (double CapacityAh, double Resistance) Look(ReducedHealth health)
    {
        var window = _cell.Window(health);
        _cell.Rest(health, 0.5, _cell.Options.Cell.ReferenceTemperatureK, _state);
        _cell.VoltageV(_state, health, 0, _slope, _byParameter, out var ohm);
        return (window.CapacityAh, ohm / _cell.ReferenceOhm);
    }
}
