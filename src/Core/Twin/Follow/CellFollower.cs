using System.Globalization;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Follow;

/// <summary>
/// Keeps the reduced model in step with a real cell: an extended Kalman filter (Plett 2004, J. Power Sources 134 252 and 277) over the model's states, capacity
/// and resistance, and the current sensor's zero. It is one filter over all of them, not two side by side: what two leave out, how errors of the
/// state of charge and of the capacity go together, is what shows the capacity. Slopes are the model's own, exact. Updates are in Joseph's form, which keeps
/// the covariance positive with any gain; far from the measurement they are iterated (Bell and Cathey 1993, IEEE TAC 38 294). A step allocates nothing. One
/// thread at a time.
/// </summary>
public sealed class CellFollower
{
    /// <summary>Outliers in a row after which the filter doubts itself and not the sensor.</summary>
    private const int Stubborn = 20;

    private const double Band = 1.96;
    private const int Extra = 3;
    private const int MemoryLength = 12;
    private readonly FollowOptions _options;
    private readonly ReducedCell _cell;
    private readonly ElectrodeHealth _window;
    private readonly FollowConsistency _consistency = new();
    private readonly int _n;
    private readonly int _m;
    private readonly double[] _x;
    private readonly double[] _p;
    private readonly double[] _f;
    private readonly double[] _fp;
    private readonly double[] _h;
    private readonly double[] _ph;
    private readonly double[] _prior;
    private readonly double _lithiumSlope;
    private double _timeS = double.NaN;
    private double _currentA;
    private double _ambientK;
    private int _outliersInRow;
    private long _taken;
    private long _outliers;
    private long _reacquired;

    /// <summary>Makes a follower that has seen nothing yet.</summary>
    /// <exception cref="ArgumentException">An option or the parameter set is wrong; the message says what and why.</exception>
    public CellFollower(FollowOptions options)
        : this(FollowOptions.Checked(options), new ReducedCell(new ReducedOptions { Cell = options.Cell }))
    {
    }

    /// <summary>The same with a model that others follow with too: it holds no state.</summary>
    internal CellFollower(FollowOptions options, ReducedCell cell)
    {
        (_options, _cell) = (options, cell);
        _window = _cell.Window(options.Health with { CapacityFactor = 1 });
        (_m, _n) = (_cell.Count, _cell.Count + Extra);
        (_x, _prior, _h, _ph) = (new double[_n], new double[_n], new double[_n], new double[_n]);
        (_p, _f, _fp) = (new double[_n * _n], new double[_n * _n], new double[_n * _n]);
        _lithiumSlope = -_window.NegativeCapacityAh / _window.PositiveCapacityAh;
        _ambientK = options.AmbientK ?? double.NaN;
    }

    /// <summary>The model that is followed with.</summary>
    public ReducedCell Cell => _cell;

    /// <summary>Voltages taken in, left out as outliers, and how often the state of charge was opened up again.</summary>
    public (long Taken, long Outliers, long Reacquired) Counts => (_taken, _outliers, _reacquired);

    /// <summary>Running mean of the normalised innovations squared; about 1 for a filter that is right about itself.</summary>
    public double MeanNis => _consistency.MeanNis;

    /// <summary>Correlation of one innovation with the next; about 0 for a filter whose model is right.</summary>
    public double InnovationMemory => _consistency.Memory;

    /// <summary>Unknowns: the model's states, capacity, resistance, bias.</summary>
    public int Unknowns => _n;

    /// <summary>The model's state as it is believed; not to be kept beyond the next step.</summary>
    public ReadOnlySpan<double> State => _x.AsSpan(0, _m);

    /// <summary>Covariance of the unknowns, row by row; not to be kept beyond the next step.</summary>
    public ReadOnlySpan<double> Covariance => _p;

    /// <summary>The health as it is believed.</summary>
    public ReducedHealth Health => _options.Health with { CapacityFactor = _x[_m] > 0 ? _x[_m] : _options.Health.CapacityFactor, ResistanceFactor = _x[_m] > 0 ? _x[_m + 1] : _options.Health.ResistanceFactor };

    /// <summary>Takes in a measurement.</summary>
    /// <param name="timeS">Its time, s; not after the last one is <see cref="FollowVerdict.Late"/>.</param>
    /// <param name="currentA">Current, A, positive charges; NaN where it was not measured.</param>
    /// <param name="voltageV">Voltage, V; NaN where it was not measured.</param>
    /// <param name="temperatureK">Temperature, K; NaN where it was not measured.</param>
    public FollowEstimate Step(double timeS, double currentA, double voltageV, double temperatureK)
    {
        var nominal = _options.Cell.NominalCapacityAh;
        if (temperatureK is not (> 223.15 and < 373.15)) temperatureK = double.NaN;
        if (voltageV < _options.Cell.MinVoltageV - 1 || voltageV > _options.Cell.MaxVoltageV + 0.5) voltageV = double.NaN;
        if (!(Math.Abs(currentA) <= 50 * nominal)) currentA = double.NaN;
        if (!double.IsFinite(timeS) || timeS < _timeS || (timeS == _timeS && currentA == _currentA)) return Estimate(FollowVerdict.Late, double.NaN, double.NaN, 0);
        if (double.IsNaN(_timeS))
        {
            Begin(double.IsNaN(currentA) ? 0 : currentA, voltageV, temperatureK);
            (_timeS, _currentA) = (timeS, double.IsNaN(currentA) ? 0 : currentA);
        }
        else if (timeS > _timeS)
        {
            var blind = double.IsNaN(currentA);
            Advance(timeS - _timeS, _currentA, blind ? _currentA : currentA, blind);
            _timeS = timeS;
        }
        if (!double.IsNaN(currentA)) _currentA = currentA;
        if (!double.IsNaN(temperatureK)) Warm(temperatureK);
        return Look(voltageV);
    }

    /// <summary>Everything that is known, to go on from after a restart.</summary>
    public FollowSnapshot Save()
    {
        var memory = new double[MemoryLength];
        (memory[0], memory[1], memory[2], memory[3], memory[4], memory[5], memory[6]) = (_timeS, _currentA, _ambientK, _outliersInRow, _taken, _outliers, _reacquired);
        _consistency.Save(memory.AsSpan(7));
        return new FollowSnapshot(_options.Cell.Name, [.. _x], [.. _p], memory);
    }

    /// <summary>Goes on from a snapshot.</summary>
    /// <exception cref="ArgumentException">It is of another set or another shape, or holds what is no number.</exception>
    public void Load(FollowSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Set != _options.Cell.Name) throw new ArgumentException($"Set is {snapshot.Set}; this follows {_options.Cell.Name}.", nameof(snapshot));
        if (snapshot.Values.Length != _n || snapshot.Covariance.Length != _n * _n || snapshot.Memory.Length != MemoryLength)
            throw new ArgumentException($"The snapshot has {snapshot.Values.Length} values; this follows {_n} with the covariance of each pair and {MemoryLength} numbers besides.", nameof(snapshot));
        if (!Array.TrueForAll(snapshot.Values, double.IsFinite) || !Array.TrueForAll(snapshot.Covariance, double.IsFinite))
            throw new ArgumentException("The snapshot holds a value that is no number.", nameof(snapshot));
        snapshot.Values.CopyTo(_x, 0);
        snapshot.Covariance.CopyTo(_p, 0);
        var m = snapshot.Memory;
        (_timeS, _currentA, _ambientK, _outliersInRow, _taken, _outliers, _reacquired) = (m[0], m[1], m[2], (int)m[3], (long)m[4], (long)m[5], (long)m[6]);
        _consistency.Load(m.AsSpan(7));
    }

    /// <summary>Why the trust is what it is, in words.</summary>
    public string Reason() => _consistency.Why(double.IsNaN(_timeS) ? 50 : SocSdPct);

    /// <summary>The trust in words, with the numbers that it comes from.</summary>
    public string Explain() => string.Create(CultureInfo.InvariantCulture,
        $"{_consistency.Of(SocSdPct)}: state of charge within {Band * SocSdPct:0.0} %; normalised innovations {MeanNis:0.00} on average (1 when all is right), memory {InnovationMemory:0.00} (0); {_taken} voltages taken in, {_outliers} outliers, opened up again {_reacquired} times.");

    private double SocSdPct => 100 * Math.Sqrt(Math.Max(0, _p[0])) / (_window.X100 - _window.X0) * _consistency.Widening;

    private void Begin(double currentA, double voltageV, double temperatureK)
    {
        var cell = _options.Cell;
        if (double.IsNaN(temperatureK)) temperatureK = _options.AmbientK ?? cell.ReferenceTemperatureK;
        if (double.IsNaN(_ambientK)) _ambientK = temperatureK;
        var soc = _options.InitialSoc ?? (double.IsNaN(voltageV) ? 0.5 : SocAt(voltageV - currentA * _cell.ReferenceOhm * Math.Max(1, _options.Health.ResistanceFactor)));
        Array.Clear(_x);
        Array.Clear(_p);
        var (x, y) = _window.At(soc);
        (_x[0], _x[_cell.PositiveAt], _x[_cell.TemperatureAt]) = (x, y, temperatureK);
        (_x[_m], _x[_m + 1], _x[_m + 2]) = (_options.Health.CapacityFactor, _options.Health.ResistanceFactor, 0);
        Charge(_options.InitialSocSd);
        Diagonal(_cell.PositiveAt, 0.003);
        Polarise(0.01);
        Diagonal(_cell.TemperatureAt, _options.TemperatureNoiseK);
        Diagonal(_m, _options.CapacitySd);
        Diagonal(_m + 1, _options.ResistanceSd);
        Diagonal(_m + 2, _options.BiasSdC * cell.NominalCapacityAh);
    }

    /// <summary>State and covariance over a time: F P F^T + Q. What the current is not known by comes in along the slope that it has on the state.</summary>
    private void Advance(double dtS, double fromA, double toA, bool blind)
    {
        var nominal = _options.Cell.NominalCapacityAh;
        var gap = dtS > _options.GapS || blind;
        var parts = (int)Math.Clamp(Math.Ceiling(dtS / 30), 1, 500);
        // A jump somewhere between two rows: half of it is the standard deviation of the mean.
        var mean = 0.5 * (fromA + toA);
        var noise = _options.CurrentNoise * Math.Abs(mean) + 1e-4 * nominal;
        var variance = noise * noise + 0.25 * (toA - fromA) * (toA - fromA);
        for (var part = 0; part < parts; part++) Advance(dtS / parts, mean, variance);
        var days = dtS / 86400;
        Drift(_m, _options.CapacityDrift, days);
        Drift(_m + 1, _options.ResistanceDrift, days);
        Drift(_m + 2, _options.BiasDriftC * nominal, days);
        if (!gap) return;
        Charge(Math.Min(0.3, _options.GapCurrentC * dtS / 3600));
        Polarise(0.01 * Math.Min(1, dtS / 300));
    }

    private void Advance(double dtS, double currentA, double variance)
    {
        Span<Dual> work = stackalloc Dual[_m];
        for (var from = 0; from < _n; from += Dual.Directions)
        {
            for (var i = 0; i < _m; i++) work[i] = Seed(i, from);
            _cell.Step(work, HealthAlong(from), Dual.Of(currentA) + Seed(_m + 2, from), dtS, _ambientK);
            for (var i = 0; i < _m; i++)
                for (var d = 0; d < Dual.Directions && from + d < _n; d++) _f[i * _n + from + d] = work[i].Slopes[d];
        }
        for (var i = 0; i < _m; i++) _x[i] = work[i].Value;
        for (var i = 0; i < _m; i++)
            for (var j = 0; j < _n; j++)
            {
                double sum = 0;
                for (var k = 0; k < _n; k++) sum += _f[i * _n + k] * _p[k * _n + j];
                _fp[i * _n + j] = sum;
            }
        // Parameters stay: their rows of F are those of the unit matrix.
        for (var i = 0; i < _m; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                for (var k = 0; k < _n; k++) sum += _fp[i * _n + k] * _f[j * _n + k];
                _p[i * _n + j] = _p[j * _n + i] = sum + variance * _f[i * _n + _m + 2] * _f[j * _n + _m + 2];
            }
            for (var j = _m; j < _n; j++) _p[i * _n + j] = _p[j * _n + i] = _fp[i * _n + j];
        }
        // What the model leaves out: a hair of charge, of the particles' profiles, of the salt, of heat.
        var hours = dtS / 3600;
        Charge(0.0005 * Math.Sqrt(hours));
        Polarise(0.001 * Math.Sqrt(hours));
        Drift(_cell.TemperatureAt, 0.3, dtS / 60);
    }

    private void Warm(double temperatureK)
    {
        var t = _cell.TemperatureAt;
        for (var i = 0; i < _n; i++) _ph[i] = _p[i * _n + t];
        Update(temperatureK - _x[t], _ph[t] + _options.TemperatureNoiseK * _options.TemperatureNoiseK);
    }

    private FollowEstimate Look(double voltageV)
    {
        var expected = Slopes();
        if (double.IsNaN(voltageV) || !double.IsFinite(expected)) return Estimate(FollowVerdict.Missing, expected, double.NaN, 0);
        var noise = _options.VoltageNoiseV * _options.VoltageNoiseV;
        var variance = Spread() + noise;
        var innovation = voltageV - expected;
        var nis = innovation * innovation / variance;
        if (nis > _options.Gate * _options.Gate)
        {
            _consistency.Add(innovation, variance, outlier: true);
            _outliers++;
            if (++_outliersInRow < Stubborn) return Estimate(FollowVerdict.Outlier, expected, innovation, nis);
            Charge(0.1);
            Polarise(0.01);
            _outliersInRow = 0;
            _reacquired++;
            return Estimate(FollowVerdict.Reacquired, expected, innovation, nis);
        }
        _outliersInRow = 0;
        _taken++;
        _consistency.Add(innovation, variance, outlier: false);
        if (variance > 25 * noise && Math.Abs(innovation) > 2 * _options.VoltageNoiseV) Iterate(voltageV, noise);
        else Update(innovation, variance);
        Keep();
        return Estimate(FollowVerdict.Taken, expected, innovation, nis);
    }

    /// <summary>Slopes where the measurement leads to, not where the step began: Gauss and Newton's method for the one update.</summary>
    private void Iterate(double voltageV, double noise)
    {
        _x.CopyTo(_prior, 0);
        double innovation = 0, variance = 1;
        for (var i = 0; i < 5; i++)
        {
            var expected = Slopes();
            variance = Spread() + noise;
            innovation = voltageV - expected;
            for (var k = 0; k < _n; k++) innovation -= _h[k] * (_prior[k] - _x[k]);
            for (var k = 0; k < _n; k++) _x[k] = _prior[k] + _ph[k] / variance * innovation;
            Keep();
        }
        _prior.CopyTo(_x, 0);
        Update(innovation, variance);
    }

    /// <summary>Expected voltage, and its slopes in <see cref="_h"/>.</summary>
    private double Slopes()
    {
        Span<Dual> work = stackalloc Dual[_m];
        double voltage = 0;
        for (var from = 0; from < _n; from += Dual.Directions)
        {
            for (var i = 0; i < _m; i++) work[i] = Seed(i, from);
            var v = _cell.VoltageV(work, HealthAlong(from), Dual.Of(_currentA) + Seed(_m + 2, from));
            voltage = v.Value;
            for (var d = 0; d < Dual.Directions && from + d < _n; d++) _h[from + d] = v.Slopes[d];
        }
        return voltage;
    }

    /// <summary>P H^T in <see cref="_ph"/>; returns H P H^T.</summary>
    private double Spread()
    {
        double sum = 0;
        for (var i = 0; i < _n; i++)
        {
            double product = 0;
            for (var j = 0; j < _n; j++) product += _p[i * _n + j] * _h[j];
            _ph[i] = product;
            sum += _h[i] * product;
        }
        return Math.Max(0, sum);
    }

    /// <summary>Joseph's form for one measurement: (I - K H) P (I - K H)^T + K R K^T = P - K (P H^T)^T - (P H^T) K^T + S K K^T.</summary>
    private void Update(double innovation, double variance)
    {
        for (var i = 0; i < _n; i++)
        {
            var gain = _ph[i] / variance;
            _x[i] += gain * innovation;
            for (var j = 0; j <= i; j++)
            {
                var other = _ph[j] / variance;
                _p[i * _n + j] = _p[j * _n + i] = _p[i * _n + j] - gain * _ph[j] - _ph[i] * other + variance * gain * other;
            }
            if (_p[i * _n + i] < 1e-18) _p[i * _n + i] = 1e-18;
        }
    }

    private void Keep()
    {
        _x[0] = Math.Clamp(_x[0], 1e-4, 1 - 1e-4);
        _x[_cell.PositiveAt] = Math.Clamp(_x[_cell.PositiveAt], 1e-4, 1 - 1e-4);
        _x[_cell.TemperatureAt] = Math.Clamp(_x[_cell.TemperatureAt], 233.15, 373.15);
        _x[_m] = Math.Clamp(_x[_m], 0.2, 2);
        _x[_m + 1] = Math.Clamp(_x[_m + 1], 0, 10);
    }

    private FollowEstimate Estimate(FollowVerdict verdict, double expectedV, double innovationV, double nis)
    {
        var socSd = double.IsNaN(_timeS) ? 50 : SocSdPct;
        var wide = Band * _consistency.Widening;
        double Reach(int i) => wide * Math.Sqrt(Math.Max(0, _p[i * _n + i]));
        return new FollowEstimate(_timeS, 100 * _window.Soc(_x[0]), Band * socSd, _x[_m], Reach(_m), _x[_m + 1], Reach(_m + 1), _x[_m + 2], Reach(_m + 2),
            _x[_cell.TemperatureAt], expectedV, innovationV, nis, verdict, _consistency.Of(socSd));
    }

    private Dual Seed(int i, int from) => i - from is >= 0 and < Dual.Directions ? Dual.Along(_x[i], i - from) : Dual.Of(_x[i]);

    private HealthOf<Dual> HealthAlong(int from) => new(Seed(_m, from), Seed(_m + 1, from), Dual.Of(_options.Health.DiffusionTimeFactor), Dual.Of(_options.Health.SeiRateFactor));

    /// <summary>Variance of the state of charge: lithium goes from one electrode to the other, so both places move together.</summary>
    private void Charge(double socSd)
    {
        var variance = Math.Pow(socSd * (_window.X100 - _window.X0), 2);
        var p = _cell.PositiveAt;
        _p[0] += variance;
        _p[p] += variance * _lithiumSlope;
        _p[p * _n] += variance * _lithiumSlope;
        _p[p * _n + p] += variance * _lithiumSlope * _lithiumSlope;
    }

    /// <summary>Variance of the particles' profiles and of the salt.</summary>
    private void Polarise(double sd)
    {
        for (var i = 1; i < _cell.TemperatureAt; i++)
            if (i != _cell.PositiveAt) Diagonal(i, sd);
    }

    private void Diagonal(int i, double sd) => _p[i * _n + i] += sd * sd;

    private void Drift(int i, double sd, double time) => _p[i * _n + i] += sd * sd * time;

    private double SocAt(double voltageV)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 40; i++)
        {
            var middle = 0.5 * (low + high);
            var (x, y) = _window.At(middle);
            if (ElectrodeHealth.OpenCircuitV(_options.Cell, x, y) < voltageV) low = middle;
            else high = middle;
        }
        return 0.5 * (low + high);
    }
}
