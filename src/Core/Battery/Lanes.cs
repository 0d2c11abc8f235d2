using System.Numerics;
using System.Runtime.CompilerServices;

namespace Busbar.Core.Battery;

/// <summary>A function with its slope, for as many points at once as the processor has lanes. A lane gives the same whatever stands in the others.</summary>
internal interface ILaneFunction
{
    /// <summary>The values at <paramref name="x"/> and the slopes there.</summary>
    Vector<double> Of(Vector<double> x, out Vector<double> slope);
}

/// <summary>Goes along spans several doubles at a time. The rest of a span that fills no vector is filled up with its last number, so that what a point
/// gives does not depend on where in the span it stands, or on how long that is.</summary>
internal static class Lanes
{
    /// <summary>How many points go at once.</summary>
    internal static int Count => Vector<double>.Count;

    /// <summary>The numbers from <paramref name="i"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> Load(ReadOnlySpan<double> from, int i) =>
        i + Count <= from.Length ? new Vector<double>(from[i..]) : Rest(from, i);

    /// <summary>Puts numbers where <see cref="Load"/> took them; what does not fit is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector<double> numbers, Span<double> to, int i)
    {
        if (i + Count <= to.Length) numbers.CopyTo(to[i..]);
        else StoreRest(numbers, to, i);
    }

    /// <summary>Values and slopes at all points. The spans have one length.</summary>
    internal static void Over<T>(T function, ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
        where T : struct, ILaneFunction
    {
        for (var i = 0; i < x.Length; i += Count)
        {
            var values = function.Of(Load(x, i), out var slopes);
            Store(values, value, i);
            Store(slopes, slope, i);
        }
    }

    private static Vector<double> Rest(ReadOnlySpan<double> from, int i)
    {
        Span<double> filled = stackalloc double[Count];
        filled.Fill(from[^1]);
        from[i..].CopyTo(filled);
        return new Vector<double>(filled);
    }

    private static void StoreRest(Vector<double> numbers, Span<double> to, int i)
    {
        for (var k = 0; i + k < to.Length; k++) to[i + k] = numbers[k];
    }
}
