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

    /// <summary>True when both are the same to the last bit.</summary>
    internal static bool AreSame(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => MemoryMarshal.Cast<double, long>(x).SequenceEqual(MemoryMarshal.Cast<double, long>(y));

    /// <summary>y += x.</summary>
    internal static void Add(ReadOnlySpan<double> x, Span<double> y) => AddScaled(1, x, y);

    /// <summary>scale = 1 / (absolute + relative |y|).</summary>
    internal static void InverseScale(double absolute, double relative, ReadOnlySpan<double> y, Span<double> scale)
    {
        scale = scale[..y.Length];
        var i = 0;
        if (Vector.IsHardwareAccelerated && y.Length >= Vector<double>.Count)
        {
            var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
            var vs = MemoryMarshal.Cast<double, Vector<double>>(scale);
            var (va, vr) = (new Vector<double>(absolute), new Vector<double>(relative));
            for (var k = 0; k < vy.Length; k++) vs[k] = Vector<double>.One / (va + vr * Vector.Abs(vy[k]));
            i = vy.Length * Vector<double>.Count;
        }
        for (; i < y.Length; i++) scale[i] = 1 / (absolute + relative * Math.Abs(y[i]));
    }

    /// <summary>What Newton's method solves for: f in algebraic rows (mass 0), c f - psi - change in differential ones (mass 1).</summary>
    internal static void Residual(double c, ReadOnlySpan<double> mass, ReadOnlySpan<double> psi, ReadOnlySpan<double> change, Span<double> f)
    {
        mass = mass[..f.Length];
        psi = psi[..f.Length];
        change = change[..f.Length];
        var i = 0;
        if (Vector.IsHardwareAccelerated && f.Length >= Vector<double>.Count)
        {
            var vm = MemoryMarshal.Cast<double, Vector<double>>(mass);
            var vp = MemoryMarshal.Cast<double, Vector<double>>(psi);
            var vd = MemoryMarshal.Cast<double, Vector<double>>(change);
            var vf = MemoryMarshal.Cast<double, Vector<double>>(f);
            var factor = new Vector<double>(c - 1);
            for (var k = 0; k < vf.Length; k++) vf[k] += vm[k] * (factor * vf[k] - vp[k] - vd[k]);
            i = vf.Length * Vector<double>.Count;
        }
        for (; i < f.Length; i++) f[i] += mass[i] * ((c - 1) * f[i] - psi[i] - change[i]);
    }

    /// <summary>Replaces rows 1 to <paramref name="order"/> by their combinations: new row j is the sum over i of m[i, j] times row i.</summary>
    internal static void Combine(ReadOnlySpan<double> m, int stride, int order, Span<double> rows, int length)
    {
        Span<Vector<double>> old = stackalloc Vector<double>[8];
        var lanes = Vector<double>.Count;
        var n = 0;
        for (; n + lanes <= length; n += lanes)
        {
            for (var i = 1; i <= order; i++) old[i] = new Vector<double>(rows[(i * length + n)..]);
            for (var j = 1; j <= order; j++)
            {
                var sum = old[1] * m[stride + j];
                for (var i = 2; i <= order; i++) sum += old[i] * m[i * stride + j];
                sum.CopyTo(rows[(j * length + n)..]);
            }
        }
        Span<double> one = stackalloc double[8];
        for (; n < length; n++)
        {
            for (var i = 1; i <= order; i++) one[i] = rows[i * length + n];
            for (var j = 1; j <= order; j++)
            {
                double sum = 0;
                for (var i = 1; i <= order; i++) sum += m[i * stride + j] * one[i];
                rows[j * length + n] = sum;
            }
        }
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
