namespace Busbar.Core.Twin.Models;

/// <summary>Ageing in the DFN: every cell of the negative electrode has its own side reactions, every particle its own stress.</summary>
internal sealed partial class NewmanModel
{
    /// <summary>Pores narrower than this are closed.</summary>
    private const double LeastPorosity = 1e-3;

    private readonly AgeingProcesses? _ageing;
    private readonly double[] _dropV;
    private readonly double[] _mean;
    private readonly double[] _surface;
    private double _narrowest = 1;

    internal override TwinAgeing Ageing(ReadOnlySpan<double> state) => _ageing?.Seen(state[_age..Own]) ?? default;

    protected override void Age(ReadOnlySpan<double> own)
    {
        if (_ageing is null) return;
        var age = own[_age..];
        var negative = Cell.Negative;
        _narrowest = 1;
        for (var i = 0; i < _inNegative.Count; i++)
        {
            var porosity = negative.Porosity;
            if (_ageing.ClosesPores)
            {
                porosity = _ageing.Porosity(age, i);
                _narrowest = Math.Min(_narrowest, porosity);
                porosity = Math.Max(porosity, LeastPorosity);
                _mesh.Narrow(i, porosity, Math.Pow(porosity, negative.BruggemanElectrolyte));
                _inNegative.Conduct(i, negative.ConductivitySPerM * Math.Pow(1 - porosity, negative.BruggemanSolid));
            }
            _inNegative.Age(i, _ageing.KeptNegative(age, i), porosity, _ageing.FilmOhmM2(age, i));
        }
        if (_ageing.ClosesPores) _inNegative.Conduct();
        for (var i = 0; i < _inPositive.Count; i++) _inPositive.Age(i, _ageing.KeptPositive(age, i), Cell.Positive.Porosity, 0);
    }

    /// <summary>Side reactions under the potentials and main reactions of the last evaluation. The film's drop is the main reaction's.</summary>
    private bool SideReactions(AgeingProcesses ageing, ReadOnlySpan<double> state, double temperatureK)
    {
        if (_narrowest < LeastPorosity) return false;
        var solid = SolidOf(state, _inNegative);
        var liquid = state[_liquid.._solid];
        for (var i = 0; i < _dropV.Length; i++) _dropV[i] = solid[i] - liquid[i];
        ageing.React(state[_age..], _dropV, _inNegative.Reaction, _concentration, temperatureK);
        for (var i = 0; i < _dropV.Length; i++)
        {
            _inNegative.Total[i] = _inNegative.Reaction[i] + ageing.SideA[i];
            _inNegative.SidePerOver[i] = ageing.SidePerV[i] * (1 - _inNegative.FilmOhmM2[i] * _inNegative.PerOver[i]);
        }
        return true;
    }

    private void AgeingRates(AgeingProcesses ageing, ReadOnlySpan<double> state, Span<double> rates)
    {
        var places = _inNegative.Count;
        state.Slice(_inNegative.FirstMode, places).CopyTo(_mean);
        state.Slice(_inPositive.FirstMode, _inPositive.Count).CopyTo(_mean.AsSpan(places));
        _inNegative.Surface.CopyTo(_surface, 0);
        _inPositive.Surface.CopyTo(_surface, places);
        ageing.Rates(state[_age..], _mean, _surface, rates);
    }
}
