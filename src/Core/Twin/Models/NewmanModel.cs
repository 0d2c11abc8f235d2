using Busbar.Core.Battery;
using Busbar.Core.Twin.Numerics;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Twin.Models;

/// <summary>
/// Doyle, Fuller and Newman 1993 (J. Electrochem. Soc. 140 1526): a particle at every cell of the electrodes. Unknowns: the particles' modes,
/// mode by mode with the cells side by side; then across the cell the salt over its rest value, the electrolyte's potential, and the solid's.
/// A particle meets the rest only through its surface and its flux, so Newton's matrix loses it by one division (<c>NewmanFactor</c>), and a
/// block-tridiagonal matrix across the cell is left.
/// </summary>
internal sealed partial class NewmanModel : CellModel
{
    private readonly ElectrodeSide _negative;
    private readonly ElectrodeSide _positive;
    private readonly AcrossMesh _mesh;
    private readonly PorousCells _inNegative;
    private readonly PorousCells _inPositive;
    private readonly double _areaM2;
    private readonly double _restSalt;
    private readonly bool _extrapolates;

    private readonly int _salt;
    private readonly int _liquid;
    private readonly int _solid;
    private readonly int _age;

    private readonly double[] _concentration;
    private readonly double[] _diffusivity;
    private readonly double[] _diffusivitySlope;
    private readonly double[] _conductivity;
    private readonly double[] _conductivitySlope;
    private readonly double[] _field;
    private readonly double[] _fieldSlope;
    private readonly double[] _liquidCurrent;
    private readonly double[] _saltFlux; // over the faces, both ends with them, through which none goes

    /// <param name="options">Checked options.</param>
    /// <param name="modes">The particles' modes.</param>
    /// <param name="mesh">The cells across.</param>
    /// <param name="extrapolates">True for the terminal's potential by extrapolation from the last two cells (PyBaMM), false from the last cell and the current.</param>
    internal NewmanModel(TwinOptions options, ParticleModes modes, AcrossMesh mesh, bool extrapolates)
        : this(options, modes, mesh, extrapolates, AgeingProcesses.Of(options, mesh.Negative, mesh.Positive, single: false))
    {
    }

    private NewmanModel(TwinOptions options, ParticleModes modes, AcrossMesh mesh, bool extrapolates, AgeingProcesses? ageing)
        : base(options, modes.Count * (mesh.Negative + mesh.Positive) + 2 * mesh.Count + mesh.Negative + mesh.Positive + (ageing?.Count ?? 0))
    {
        _ageing = ageing;
        _negative = new ElectrodeSide(Cell, false, modes, options.StressDrives);
        _positive = new ElectrodeSide(Cell, true, modes, options.StressDrives);
        _mesh = mesh;
        _extrapolates = extrapolates;
        _areaM2 = Cell.AreaM2;
        _restSalt = Cell.Electrolyte.ConcentrationMolPerM3;
        _inNegative = new PorousCells(Cell, _negative, mesh, 0, mesh.Negative, 0, ageing is not null);
        _inPositive = new PorousCells(Cell, _positive, mesh, mesh.FirstPositive, mesh.Positive, _inNegative.ModeCount, false);
        _salt = _inNegative.ModeCount + _inPositive.ModeCount;
        _liquid = _salt + mesh.Count;
        _solid = _liquid + mesh.Count;
        _age = _solid + mesh.Negative + mesh.Positive;
        var places = ageing is null ? 0 : mesh.Negative;
        _dropV = new double[places];
        (_mean, _surface) = (new double[ageing is null ? 0 : mesh.Negative + mesh.Positive], new double[ageing is null ? 0 : mesh.Negative + mesh.Positive]);
        var n = mesh.Count;
        (_concentration, _diffusivity, _diffusivitySlope) = (new double[n], new double[n], new double[n]);
        (_conductivity, _conductivitySlope, _field, _fieldSlope) = (new double[n], new double[n], new double[n], new double[n]);
        (_liquidCurrent, _saltFlux) = (new double[n + 1], new double[n + 1]);
        (_blocks, _factoredAt) = (new BlockTridiagonal(n), new double[Own]);
        OwnMass[.._liquid].Fill(1);
        OwnMass[_age..].Fill(1);
        Warm(StartK);
    }

    public override bool FactorsCheaply => false;

    internal override double MeanNegative(ReadOnlySpan<double> state) => _inNegative.Mean(state);
    internal override double MeanPositive(ReadOnlySpan<double> state) => _inPositive.Mean(state);

    internal override double LeastSalt(ReadOnlySpan<double> state)
    {
        var least = 1.0;
        foreach (var salt in state[_salt.._liquid]) least = Math.Min(least, salt);
        return least;
    }

    protected override (double Least, double Greatest) Surfaces(ReadOnlySpan<double> state, bool positive)
    {
        _isEvaluated = false;
        var surface = (positive ? _inPositive : _inNegative).SurfacesOf(state);
        var (least, greatest) = (1.0, 0.0);
        foreach (var s in surface) (least, greatest) = (Math.Min(least, s), Math.Max(greatest, s));
        return (least, greatest);
    }

    protected override void Warm(double temperatureK)
    {
        _negative.Update(temperatureK);
        _positive.Update(temperatureK);
    }

    protected override void RestOwn(double negative, double positive, Span<double> state)
    {
        state.Slice(_inNegative.FirstMode, _mesh.Negative).Fill(negative);
        state.Slice(_inPositive.FirstMode, _mesh.Positive).Fill(positive);
        state[_salt.._liquid].Fill(1);
        var (un, up) = (_negative.PotentialV(negative, StartK, out _), _positive.PotentialV(positive, StartK, out _));
        state[_liquid.._solid].Fill(-un);
        state.Slice(_solid + _mesh.Negative, _mesh.Positive).Fill(up - un);
        _ageing?.Rest(state[_age..]);
    }

    /// <summary>The potentials of the state before, wherever the current went: Newton's method goes on from there.</summary>
    protected override void GuessOwn(double currentA, Span<double> state)
    {
    }

    protected override double VoltageV(ReadOnlySpan<double> state, double currentA, double temperatureK) => _extrapolates
        ? 1.5 * state[_age - 1] - 0.5 * state[_age - 2]
        : state[_age - 1] - currentA / _areaM2 * HalfCellOhmM2;

    /// <summary>Resistance times area of the solid from the last centre to the collector.</summary>
    private double HalfCellOhmM2 => 0.5 * _mesh.WidthM[^1] / _positive.EffectiveConductivity;

    protected override double Gradient(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> gradient)
    {
        gradient.Clear();
        if (!_extrapolates)
        {
            gradient[_age - 1] = 1;
            return -HalfCellOhmM2 / _areaM2;
        }
        (gradient[_age - 1], gradient[_age - 2]) = (1.5, -0.5);
        return 0;
    }

    protected override void Border(double currentA, double c, Span<double> rightHandSide) => rightHandSide[_age - 1] = currentA / _areaM2;
}
