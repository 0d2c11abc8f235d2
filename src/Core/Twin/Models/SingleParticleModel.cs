using Busbar.Core.Battery;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>
/// SPM and SPMe: one particle per electrode, and with the e the electrolyte's salt across the cell under a uniform reaction (Marquis et al. 2019,
/// J. Electrochem. Soc. 166 A3693, eqs. 36 to 46, conductivity at the mean concentration). Unknowns: modes of both particles, salt over its rest
/// value in each cell.
/// </summary>
internal sealed partial class SingleParticleModel : CellModel
{
    private readonly ElectrodeSide _negative;
    private readonly ElectrodeSide _positive;
    private readonly AcrossMesh? _mesh;
    private readonly int _salt;
    private readonly double _areaM2;
    private readonly double _restSalt;
    private readonly int _age;
    private readonly double[] _modeInverse;
    private readonly double[] _concentration;
    private readonly double[] _diffusivity;
    private readonly double[] _slope;
    private readonly double[] _conductance;
    private readonly double[] _lower;
    private readonly double[] _diagonal;
    private readonly double[] _upper;
    private readonly double[] _sourcePerA;
    private readonly double _sourceShare;

    internal SingleParticleModel(TwinOptions options, ParticleModes negative, ParticleModes positive, AcrossMesh? mesh)
        : this(options, negative, positive, mesh, AgeingProcesses.Of(options, mesh?.Negative ?? 1, 1, single: true))
    {
    }

    private SingleParticleModel(TwinOptions options, ParticleModes negative, ParticleModes positive, AcrossMesh? mesh, AgeingProcesses? ageing)
        : base(options, negative.Count + positive.Count + (mesh?.Count ?? 0) + (ageing?.Count ?? 0))
    {
        _negative = new ElectrodeSide(Cell, false, negative, options.StressDrives);
        _positive = new ElectrodeSide(Cell, true, positive, options.StressDrives);
        Warm(StartK);
        _mesh = mesh;
        _salt = negative.Count + positive.Count;
        _age = _salt + (mesh?.Count ?? 0);
        _ageing = ageing;
        var places = mesh?.Negative ?? 1;
        (_dropV, _throughA, _saltMol) = (new double[places], new double[places], new double[places]);
        (_mean, _surface) = (new double[places + 1], new double[places + 1]);
        _areaM2 = Cell.AreaM2;
        _restSalt = Cell.Electrolyte.ConcentrationMolPerM3;
        _modeInverse = new double[_salt];
        var cells = mesh?.Count ?? 0;
        (_concentration, _diffusivity, _slope) = (new double[cells], new double[cells], new double[cells]);
        (_conductance, _lower, _diagonal, _upper) = (new double[cells], new double[cells], new double[cells], new double[cells]);
        _sourcePerA = new double[cells];
        OwnMass.Fill(1);
        if (mesh is null) return;
        _sourceShare = (1 - Cell.Electrolyte.TransferenceNumber) / (Physics.Faraday * _areaM2 * _restSalt);
        for (var i = 0; i < cells; i++)
            _sourcePerA[i] = i < mesh.Negative ? _sourceShare / (Cell.Negative.ThicknessM * mesh.Porosity[i])
                : i < mesh.FirstPositive ? 0 : -_sourceShare / (Cell.Positive.ThicknessM * mesh.Porosity[i]);
    }

    public override bool FactorsCheaply => true;

    internal override double MeanNegative(ReadOnlySpan<double> state) => state[0];
    internal override double MeanPositive(ReadOnlySpan<double> state) => state[_negative.Modes.Count];

    protected override void Warm(double temperatureK)
    {
        _negative.Update(temperatureK);
        _positive.Update(temperatureK);
    }

    protected override void RestOwn(double negative, double positive, Span<double> state)
    {
        state[0] = negative;
        state[_negative.Modes.Count] = positive;
        state[_salt.._age].Fill(1);
        _ageing?.Rest(state[_age..]);
    }

    protected override void GuessOwn(double currentA, Span<double> state)
    {
    }

    internal override double LeastSalt(ReadOnlySpan<double> state)
    {
        var least = 1.0;
        foreach (var salt in state[_salt.._age]) least = Math.Min(least, salt);
        return least;
    }

    protected override (double Least, double Greatest) Surfaces(ReadOnlySpan<double> state, bool positive)
    {
        var nodes = _negative.Modes.Count;
        var surface = positive ? _positive.SurfaceOf(state[nodes.._salt]) : _negative.SurfaceOf(state[..nodes]);
        return (surface, surface);
    }

    protected override bool OwnRates(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> rates, out double heatW)
    {
        var nodes = _negative.Modes.Count;
        var sideA = _ageing is null ? 0 : SideA(_ageing, state, currentA, temperatureK, rates[_age..]);
        Particle(_negative, state[..nodes], InterfacialA(_negative, currentA) - sideA, rates[..nodes]);
        Particle(_positive, state[nodes.._salt], InterfacialA(_positive, currentA), rates[nodes.._salt]);
        heatW = 0;
        // A surface that is emptier than empty, or fuller than full, cannot give that current.
        if (_negative.SurfaceOf(state[..nodes]) is not (> 0 and < 1) || _positive.SurfaceOf(state[nodes.._salt]) is not (> 0 and < 1)) return false;
        if (PoresAreClosed) return false;
        if (_mesh is not null && !Salt(state[_salt.._age], currentA, temperatureK, rates[_salt.._age])) return false;
        if (IsLumped) heatW = HeatW(state, currentA, temperatureK);
        return true;
    }

    /// <summary>Current over the particles' surface, A/m2, positive where lithium leaves them.</summary>
    private double InterfacialA(ElectrodeSide side, double currentA) =>
        side.Sign * currentA / (_areaM2 * side.SurfacePerVolume * side.ThicknessM);

    private static void Particle(ElectrodeSide side, ReadOnlySpan<double> modes, double interfacialA, Span<double> rates)
    {
        var rate = side.Modes.Rate[..modes.Length];
        var drive = side.Modes.Drive[..modes.Length];
        rates = rates[..modes.Length];
        var (diffusion, q) = (side.DiffusionRateAt(modes[0], side.SurfaceOf(modes)), interfacialA * side.FluxPerCurrent);
        for (var k = 0; k < modes.Length; k++) rates[k] = drive[k] * q - diffusion * rate[k] * modes[k];
    }

    /// <summary>Conductance of the faces for salt: the harmonic mean of efficiency times diffusivity. False where there is no salt left to carry anything.</summary>
    private bool Conduct(ReadOnlySpan<double> salt, double temperatureK)
    {
        var mesh = _mesh!;
        for (var i = 0; i < salt.Length; i++)
        {
            if (!(salt[i] > 1e-6)) return false;
            _concentration[i] = salt[i] * _restSalt;
        }
        Cell.Electrolyte.DiffusivityM2PerS.At(_concentration, temperatureK, _diffusivity, _slope);
        for (var i = 0; i + 1 < salt.Length; i++)
            _conductance[i] = AcrossMesh.Harmonic(mesh.Efficiency[i] * _diffusivity[i], mesh.Efficiency[i + 1] * _diffusivity[i + 1], mesh.Share[i]) * mesh.PerDistance[i];
        return true;
    }

    /// <summary>Salt: fluxes over the faces, and the reaction's source.</summary>
    private bool Salt(ReadOnlySpan<double> salt, double currentA, double temperatureK, Span<double> rates)
    {
        if (!Conduct(salt, temperatureK)) return false;
        var mesh = _mesh!;
        double before = 0;
        for (var i = 0; i < salt.Length; i++)
        {
            var after = i + 1 < salt.Length ? _conductance[i] * (salt[i] - salt[i + 1]) : 0;
            rates[i] = (before - after) * mesh.PerPore[i] + _sourcePerA[i] * currentA;
            before = after;
        }
        // Pores that narrow push their salt closer together.
        if (_ageing is { ClosesPores: true }) for (var i = 0; i < mesh.Negative; i++) rates[i] -= salt[i] * _ageing.PorosityPerS[i] / mesh.Porosity[i];
        if (_ageing is { Strays: true })
            for (var i = 0; i < mesh.Negative; i++) rates[i] += _negative.SurfacePerVolume * _ageing.StrayA[i] / (Physics.Faraday * _restSalt * mesh.Porosity[i]);
        return true;
    }

    protected override bool OwnFactor(ReadOnlySpan<double> state, double currentA, double temperatureK, double c)
    {
        var nodes = _negative.Modes.Count;
        var negative = c * _negative.DiffusionRateAt(state[0], _negative.SurfaceOf(state[..nodes]));
        var positive = c * _positive.DiffusionRateAt(state[nodes], _positive.SurfaceOf(state[nodes.._salt]));
        for (var k = 0; k < nodes; k++) _modeInverse[k] = 1 / (1 + negative * _negative.Modes.Rate[k]);
        for (var k = nodes; k < _salt; k++) _modeInverse[k] = 1 / (1 + positive * _positive.Modes.Rate[k - nodes]);
        _ageing?.Factor(c);
        return _mesh is null || FactorSalt(state[_salt.._age], temperatureK, c);
    }

    /// <summary>Elimination of the salt's tridiagonal matrix, with the conductances at this state held.</summary>
    private bool FactorSalt(ReadOnlySpan<double> salt, double temperatureK, double c)
    {
        if (!Conduct(salt, temperatureK)) return false;
        var mesh = _mesh!;
        double before = 0;
        for (var i = 0; i < salt.Length; i++)
        {
            var after = i + 1 < salt.Length ? _conductance[i] : 0;
            var scale = c * mesh.PerPore[i];
            _lower[i] = -scale * before;
            var diagonal = 1 + scale * (before + after) - (i > 0 ? _lower[i] * _upper[i - 1] : 0);
            _diagonal[i] = 1 / diagonal;
            _upper[i] = -scale * after * _diagonal[i];
            before = after;
        }
        return true;
    }

    protected override void OwnSolve(Span<double> rightHandSide)
    {
        for (var k = 0; k < _modeInverse.Length; k++) rightHandSide[k] *= _modeInverse[k];
        _ageing?.Solve(rightHandSide[_age..]);
        if (_mesh is null) return;
        var b = rightHandSide[_salt.._age];
        b[0] *= _diagonal[0];
        for (var i = 1; i < b.Length; i++) b[i] = (b[i] - _lower[i] * b[i - 1]) * _diagonal[i];
        for (var i = b.Length - 2; i >= 0; i--) b[i] -= _upper[i] * b[i + 1];
    }
}
