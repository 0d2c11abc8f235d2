namespace Busbar.Core.Twin.Arithmetic;

/// <summary>Standard normal numbers, cut off at three, that depend on the seed alone: SplitMix64 (Steele, Lea and Flood 2014) and the method of Box and Muller (1958).</summary>
internal sealed class SeededNormal(ulong seed)
{
    private const double Cut = 3;
    private ulong _state = seed;

    internal double Next()
    {
        while (true)
        {
            var number = Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
            if (Math.Abs(number) <= Cut) return number;
        }
    }

    /// <summary>From 0, below 1.</summary>
    internal double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
