using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

/// <summary>
/// The side reactions on the negative particles and the loss of material of both electrodes, place by place across the cell (one place where a model
/// has but one). A model tells potentials, currents and stresses and learns what the side reactions take, and how fast all unknowns grow.
/// </summary>
internal sealed partial class AgeingProcesses
{
    private const double MolPerLitre = 1000;
    private const double PerMille = 1000;

    private readonly CellParameters _cell;
    private readonly AgeingParameters _p;
    private readonly AgeingPart _part;
    private readonly SeiGrowth? _sei;
    private readonly PlatingLaw _plating;
    private readonly MaterialLoss _loss;
    private readonly bool _cracksDraw;
    private readonly double _surface;
    private readonly double[] _diagonal;
    private readonly double[] _inverse;
    private readonly double[] _seiA;
    private readonly double[] _crackSeiA;
    private readonly double[] _strippingA;
    private readonly double[] _strippingPerMol;

    /// <param name="options">Checked options.</param>
    /// <param name="negative">Places in the negative electrode.</param>
    /// <param name="positive">Places in the positive electrode.</param>
    /// <param name="single">True for a model that has one particle per electrode.</param>
    private AgeingProcesses(TwinOptions options, int negative, int positive, bool single)
    {
        _cell = options.Cell;
        _p = _cell.Ageing;
        _part = new AgeingPart(options, negative, positive);
        _sei = options.Sei == SeiLaw.None ? null : new SeiGrowth(_cell, options.Sei);
        (_plating, _loss, ClosesPores) = (options.Plating, options.MaterialLoss, options.PorosityChange);
        _cracksDraw = !(single && options.Cracks == CrackGrowth.ParisAsPybamm);
        _surface = _cell.Negative.SurfacePerVolume;
        (_diagonal, _inverse) = (new double[Count], new double[Count]);
        (_seiA, _crackSeiA, _strippingA, _strippingPerMol) = (new double[negative], new double[negative], new double[negative], new double[negative]);
        (SideA, SidePerV, PorosityPerS, StrayA) = (new double[negative], new double[negative], new double[negative], new double[negative]);
    }

    /// <summary>The processes that the options ask for; null for none.</summary>
    internal static AgeingProcesses? Of(TwinOptions options, int negative, int positive, bool single) =>
        options.Sei == SeiLaw.None && options.Plating == PlatingLaw.None && options.Cracks == CrackGrowth.None && options.MaterialLoss == MaterialLoss.None
            ? null : new AgeingProcesses(options, negative, positive, single);

    /// <summary>How many unknowns.</summary>
    internal int Count => _part.Count;

    /// <summary>True when what grows on the particles narrows the pores.</summary>
    internal bool ClosesPores { get; }

    /// <summary>Current of all side reactions per surface of the particles, A/m2, as of the last <see cref="React"/>; negative where it binds lithium.</summary>
    internal double[] SideA { get; }

    /// <summary>Its slope in the potential, A/(m2 V).</summary>
    internal double[] SidePerV { get; }

    /// <summary>True where the SEI in cracks takes nothing from the particles, as in PyBaMM: its lithium then comes from the salt alone.</summary>
    internal bool Strays => !_cracksDraw;

    /// <summary>That current per surface of the particles, A/m2.</summary>
    internal double[] StrayA { get; }

    /// <summary>Change of the porosity, 1/s, as of the last <see cref="Rates"/>.</summary>
    internal double[] PorosityPerS { get; }

    /// <summary>The ageing part of a new cell.</summary>
    internal void Rest(Span<double> age)
    {
        age.Clear();
        if (_part.CrackFilm >= 0) age.Slice(_part.CrackFilm, _part.Negative).Fill(_p.SeiOnCracksInitialThicknessM / _p.SeiInitialThicknessM);
    }

    /// <summary>Resistance of the film times area at a place, ohm m2; 0 where no SEI is followed.</summary>
    internal double FilmOhmM2(ReadOnlySpan<double> age, int place) => _sei?.OhmM2(FilmM(age, place)) ?? 0;

    /// <summary>Share of the active material that is left at a place of the negative electrode.</summary>
    internal double KeptNegative(ReadOnlySpan<double> age, int place) => _part.NegativeLoss < 0 ? 1 : 1 - age[_part.NegativeLoss + place] / PerMille;

    /// <summary>Share of the active material that is left at a place of the positive electrode.</summary>
    internal double KeptPositive(ReadOnlySpan<double> age, int place) => _part.PositiveLoss < 0 ? 1 : 1 - age[_part.PositiveLoss + place] / PerMille;

    /// <summary>Porosity at a place of the negative electrode: thin layers on the particles take their room from the pores.</summary>
    internal double Porosity(ReadOnlySpan<double> age, int place)
    {
        var layersM = (_sei is null ? 0 : FilmM(age, place) - _p.SeiInitialThicknessM) + CrackFilmM(age, place) * Roughness(age, place);
        return _cell.Negative.Porosity - _surface * KeptNegative(age, place) * layersM
            - _p.LithiumMolarVolumeM3PerMol * MolPerLitre * (Value(age, _part.Plated, place) + Value(age, _part.Dead, place));
    }

    private static double Value(ReadOnlySpan<double> age, int first, int place) => first < 0 ? 0 : age[first + place];
    private double FilmM(ReadOnlySpan<double> age, int place) => _p.SeiInitialThicknessM * (1 + Value(age, _part.Film, place));
    private double CrackFilmM(ReadOnlySpan<double> age, int place) => _p.SeiInitialThicknessM * Value(age, _part.CrackFilm, place);
    private double CrackM(ReadOnlySpan<double> age, int place) => _part.Crack < 0 ? 0 : _p.CrackInitialLengthM * (1 + age[_part.Crack + place]);

    /// <summary>Surface of the cracks over the particles' own.</summary>
    private double Roughness(ReadOnlySpan<double> age, int place) => 2 * CrackM(age, place) * _p.CracksPerM2 * _p.CrackWidthM;

    /// <summary>What a step with this c leaves of each unknown, by its own slope.</summary>
    internal void Factor(double c)
    {
        for (var i = 0; i < _inverse.Length; i++) _inverse[i] = 1 / (1 - c * _diagonal[i]);
    }

    /// <summary>Solves in place for the ageing part, as of the last <see cref="Factor"/>.</summary>
    internal void Solve(Span<double> age)
    {
        for (var i = 0; i < age.Length; i++) age[i] *= _inverse[i];
    }

    /// <summary>What the state stands for.</summary>
    internal TwinAgeing Seen(ReadOnlySpan<double> age)
    {
        double film = 0, crackFilm = 0, crack = 0, plated = 0, dead = 0, negative = 0, positive = 0, porosity = 0, sei = 0;
        for (var i = 0; i < _part.Negative; i++)
        {
            var (share, kept) = (1.0 / _part.Negative, KeptNegative(age, i));
            film += share * FilmM(age, i);
            sei += share * kept * (FilmM(age, i) - _p.SeiInitialThicknessM);
            crack += share * CrackM(age, i);
            if (_part.CrackFilm >= 0) crackFilm += share * kept * Roughness(age, i) * (CrackFilmM(age, i) - _p.SeiOnCracksInitialThicknessM);
            plated += share * Value(age, _part.Plated, i);
            dead += share * Value(age, _part.Dead, i);
            negative += share * (1 - kept);
            porosity += share * Porosity(age, i);
        }
        for (var i = 0; i < _part.Positive; i++) positive += (1 - KeptPositive(age, i)) / _part.Positive;
        var ahPerMolPerLitre = MolPerLitre * _cell.Negative.ThicknessM * _cell.AreaM2 * Physics.Faraday / 3600;
        var stranded = _part.Stranded < 0 ? 0 : (age[_part.Stranded] * ElectrodeHealth.CapacityOfAh(_cell, _cell.Negative)
            + age[_part.Stranded + 1] * ElectrodeHealth.CapacityOfAh(_cell, _cell.Positive)) / PerMille;
        return new TwinAgeing(
            _sei is null ? 0 : film, _sei?.LithiumAh(sei) ?? 0, _sei?.LithiumAh(crackFilm) ?? 0, plated * ahPerMolPerLitre, dead * ahPerMolPerLitre,
            stranded, crack, 100 * negative, 100 * positive, ClosesPores ? porosity : _cell.Negative.Porosity);
    }
}
