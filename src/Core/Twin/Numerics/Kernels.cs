using System.Numerics;
using System.Runtime.InteropServices;

namespace Busbar.Core.Twin.Numerics;

/// <summary>The few loops over whole vectors that the solver spends its own time in, several lanes at once.</summary>
internal static class Kernels
{
    /// <summary>y += a x.</summary>
    internal static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        x = x[..y.Length];
        var i = 0;
        if (Vector.IsHardwareAccelerated && y.Length >= Vector<double>.Count)
        {
            var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
            var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
            var va = new Vector<double>(a);
            for (var k = 0; k < vy.Length; k++) vy[k] += va * vx[k];
            i = vy.Length * Vector<double>.Count;
        }
        for (; i < y.Length; i++) y[i] += a * x[i];
    }

    /// <summary>y += x.</summary>
    internal static void Add(ReadOnlySpan<double> x, Span<double> y) => AddScaled(1, x, y);

    /// <summary>y = a y.</summary>
    internal static void Scale(double a, Span<double> y)
    {
        foreach (ref var v in y) v *= a;
    }

    /// <summary>Root of the mean of (a / scale)^2.</summary>
    internal static double Norm(ReadOnlySpan<double> a, ReadOnlySpan<double> inverseScale)
    {
        inverseScale = inverseScale[..a.Length];
        double sum = 0;
        var i = 0;
        if (Vector.IsHardwareAccelerated && a.Length >= Vector<double>.Count)
        {
            var va = MemoryMarshal.Cast<double, Vector<double>>(a);
            var vs = MemoryMarshal.Cast<double, Vector<double>>(inverseScale);
            var total = Vector<double>.Zero;
            for (var k = 0; k < va.Length; k++)
            {
                var z = va[k] * vs[k];
                total += z * z;
            }
            sum = Vector.Sum(total);
            i = va.Length * Vector<double>.Count;
        }
        for (; i < a.Length; i++)
        {
            var z = a[i] * inverseScale[i];
            sum += z * z;
        }
        return Math.Sqrt(sum / a.Length);
    }
}
