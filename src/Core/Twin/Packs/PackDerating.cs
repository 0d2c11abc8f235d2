namespace Busbar.Core.Twin.Packs;

/// <summary>A share of a current over temperature, linear between points and 0 outside. Immutable.</summary>
internal sealed class PackDerating
{
    private readonly (double TemperatureK, double Share)[] _points;

    internal PackDerating(IReadOnlyList<(double TemperatureK, double Share)> points) => _points = [.. points];

    internal double At(double temperatureK)
    {
        if (!(temperatureK >= _points[0].TemperatureK && temperatureK <= _points[^1].TemperatureK)) return 0;
        var i = 1;
        while (_points[i].TemperatureK < temperatureK) i++;
        var (from, to) = (_points[i - 1], _points[i]);
        return from.Share + (to.Share - from.Share) * (temperatureK - from.TemperatureK) / (to.TemperatureK - from.TemperatureK);
    }
}
