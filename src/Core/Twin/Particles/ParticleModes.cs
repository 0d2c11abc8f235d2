using System.Collections.Concurrent;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Particles;

/// <summary>
/// A discretised sphere as independent modes. Diffusion with a diffusivity that is the same throughout the particle is linear, and its
/// discretisation symmetric in the inner product of the volume; so its eigenvectors turn it, exactly, into
/// <c>dz_k/dt = -(D/R^2) Rate_k z_k + Drive_k q</c> with the surface stoichiometry <c>sum Surface_k z_k</c> and <c>q = j / (F c_max R)</c> in
/// 1/s. The first mode is the mean: it has rate 0, drive -3 and surface 1, so lithium is conserved to rounding. An implicit step on
/// a particle is then a division per mode, whatever the mesh. Immutable; safe from any thread.
/// </summary>
public sealed class ParticleModes
{
    private static readonly ConcurrentDictionary<(bool Shells, int Count, int Kept), ParticleModes> Known = new();

    private readonly double[] _rate;
    private readonly double[] _drive;
    private readonly double[] _surface;

    private ParticleModes(double[] rate, double[] drive, double[] surface) => (_rate, _drive, _surface) = (rate, drive, surface);

    /// <summary>How many modes, the mean included.</summary>
    public int Count => _rate.Length;

    /// <summary>Decay of each mode in units of D/R^2, rising from 0.</summary>
    public ReadOnlySpan<double> Rate => _rate;

    /// <summary>What a flux out of the particle does to each mode.</summary>
    public ReadOnlySpan<double> Drive => _drive;

    /// <summary>What each mode adds to the stoichiometry at the surface.</summary>
    public ReadOnlySpan<double> Surface => _surface;

    /// <summary>
    /// Finite volumes in shells of equal thickness with the surface value extrapolated from the two outer ones, 1.5 c_N - 0.5 c_(N-1): PyBaMM's
    /// mesh and surface.
    /// </summary>
    /// <param name="count">Shells, 3 to 200.</param>
    public static ParticleModes Shells(int count)
    {
        if (count is < 3 or > 200) throw new ArgumentOutOfRangeException(nameof(count), count, "Allowed: 3 to 200 shells.");
        return Known.GetOrAdd((true, count, count), static key => OfShells(key.Count));
    }

    /// <summary>
    /// What the surface of <see cref="Shells(int)"/> does, by fewer modes: reduced by balanced truncation (<see cref="ModeReduction"/>), the mean as it is.
    /// </summary>
    /// <param name="count">Shells, 3 to 200.</param>
    /// <param name="kept">Modes kept, the mean included: 3 to <paramref name="count"/>.</param>
    public static ParticleModes Shells(int count, int kept)
    {
        var all = Shells(count);
        if (kept < 3 || kept > count) throw new ArgumentOutOfRangeException(nameof(kept), kept, $"Allowed: 3 to {count} modes of {count} shells.");
        return kept == count ? all : Known.GetOrAdd((true, count, kept), static (key, all) => all.Reduced(key.Kept), all);
    }

    /// <summary>
    /// Galerkin's method in even Legendre polynomials over the whole diameter: the flux enters as the natural condition, the surface value
    /// needs no extrapolation, and the error falls faster than any power of the count for smooth profiles.
    /// </summary>
    /// <param name="count">Polynomials, 3 to 24.</param>
    public static ParticleModes Spectral(int count)
    {
        if (count is < 3 or > 24) throw new ArgumentOutOfRangeException(nameof(count), count, "Allowed: 3 to 24 polynomials.");
        return Known.GetOrAdd((false, count, count), static key => OfPolynomials(key.Count));
    }

    private ParticleModes Reduced(int kept)
    {
        var weight = new double[Count - 1];
        for (var k = 0; k < weight.Length; k++) weight[k] = -_drive[k + 1] * _surface[k + 1];
        var (rates, weights) = ModeReduction.Balanced(Rate[1..], weight, kept - 1);
        // As with the mean, whose drive is -3 times its surface.
        return new ParticleModes([0, .. rates], [-3, .. weights.Select(w => -Math.Sqrt(3 * w))], [1, .. weights.Select(w => Math.Sqrt(w / 3))]);
    }

    private static ParticleModes OfShells(int n)
    {
        var (mass, stiffness, drive, surface) = (new double[n * n], new double[n * n], new double[n], new double[n]);
        var d = 1.0 / n;
        for (var m = 0; m < n; m++)
        {
            var (inner, outer) = (m * d, (m + 1) * d);
            mass[m * n + m] = (outer * outer * outer - inner * inner * inner) / 3;
            if (m == n - 1) continue;
            var conductance = outer * outer / d;
            stiffness[m * n + m] += conductance;
            stiffness[(m + 1) * n + m + 1] += conductance;
            stiffness[m * n + m + 1] = stiffness[(m + 1) * n + m] = -conductance;
        }
        drive[n - 1] = 1;
        (surface[n - 1], surface[n - 2]) = (1.5, -0.5);
        return Decompose(mass, stiffness, drive, surface);
    }

    private static ParticleModes OfPolynomials(int n)
    {
        var (nodes, weights) = GaussLegendre.OnUnitInterval(2 * n + 2);
        var (mass, stiffness, edge) = (new double[n * n], new double[n * n], new double[n]);
        var (value, slope) = (new double[2 * n], new double[2 * n]);
        for (var g = 0; g < nodes.Length; g++)
        {
            GaussLegendre.Polynomials(nodes[g], value, slope);
            var w = weights[g] * nodes[g] * nodes[g];
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                {
                    mass[i * n + j] += w * value[2 * i] * value[2 * j];
                    stiffness[i * n + j] += w * slope[2 * i] * slope[2 * j];
                }
        }
        Array.Fill(edge, 1);
        return Decompose(mass, stiffness, edge, edge);
    }

    /// <summary>Turns M c' = -(D/R^2) K c - q e into modes of mean square 1 by M = L L^T and the eigenvectors of L^-1 K L^-T.</summary>
    private static ParticleModes Decompose(double[] mass, double[] stiffness, double[] drive, double[] surface)
    {
        var n = drive.Length;
        Cholesky(mass, n);
        var a = (double[])stiffness.Clone();
        for (var j = 0; j < n; j++) Forward(mass, a.AsSpan(j), n, n);
        for (var i = 0; i < n; i++) Forward(mass, a.AsSpan(i * n), n, 1);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                a[i * n + j] = a[j * n + i] = 0.5 * (a[i * n + j] + a[j * n + i]);
        var vectors = SymmetricEigen.Solve(a, n);
        // c = L^-T v; so b.c = (L^-1 b).v for the drive and for the surface.
        var (d, s) = ((double[])drive.Clone(), (double[])surface.Clone());
        Forward(mass, d, n, 1);
        Forward(mass, s, n, 1);
        var order = Enumerable.Range(0, n).OrderBy(k => a[k * n + k]).ToArray();
        var (rate, modeDrive, modeSurface) = (new double[n], new double[n], new double[n]);
        for (var k = 0; k < n; k++)
        {
            rate[k] = a[order[k] * n + order[k]];
            for (var i = 0; i < n; i++)
            {
                modeDrive[k] += d[i] * vectors[i * n + order[k]];
                modeSurface[k] += s[i] * vectors[i * n + order[k]];
            }
            var sign = modeDrive[k] > 0 ? 1 : -1;
            // Mean square over the sphere, of volume 1/3 here, is 1.
            modeDrive[k] *= -sign * Math.Sqrt(3);
            modeSurface[k] *= sign / Math.Sqrt(3);
        }
        (rate[0], modeDrive[0], modeSurface[0]) = (0, -3, 1);
        return new ParticleModes(rate, modeDrive, modeSurface);
    }

    private static void Cholesky(double[] m, int n)
    {
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < j; k++)
                for (var i = j; i < n; i++)
                    m[i * n + j] -= m[i * n + k] * m[j * n + k];
            var root = Math.Sqrt(m[j * n + j]);
            for (var i = j; i < n; i++) m[i * n + j] /= root;
        }
    }

    /// <summary>Solves L x = b in place, b with a stride.</summary>
    private static void Forward(double[] l, Span<double> b, int n, int stride)
    {
        for (var i = 0; i < n; i++)
        {
            var sum = b[i * stride];
            for (var k = 0; k < i; k++) sum -= l[i * n + k] * b[k * stride];
            b[i * stride] = sum / l[i * n + i];
        }
    }
}
