namespace Busbar.Core.Battery.Files;

/// <summary>What both layouts of files need.</summary>
internal static class Chosen
{
    /// <summary>Stands for a cell whose parts are missing: the faults say so, and it is not used.</summary>
    internal static CellParameters Nothing => ParameterSets.All[0];

    /// <summary>A particle's diffusivity: one number, for the twin's particles diffuses evenly. A function that hardly varies counts as one.</summary>
    internal static double OneDiffusivity(SetReader reader, string name, double? fallback)
    {
        if (fallback is { } value && !reader.Has(name)) return value;
        if (reader.Function(name, "lithium must reach the core of a particle") is not { } function) return double.NaN;
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        for (var i = 1; i < 20; i++)
        {
            var at = function.At(0.05 * i, out _);
            (least, most) = (Math.Min(least, at), Math.Max(most, at));
        }
        if (most <= 1.01 * least || !double.IsFinite(most - least)) return function.At(0.5, out _);
        reader.Fault(name, $"runs from {least} to {most} over stoichiometry 0.05 to 0.95; the twin's particles have one diffusivity throughout: give one number.");
        return double.NaN;
    }
}
