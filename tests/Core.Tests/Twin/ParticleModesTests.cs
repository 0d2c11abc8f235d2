using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Tests.Twin;

public sealed class ParticleModesTests
{
    /// <summary>Surface minus mean under a steady flux of q = 1/s with D/R^2 = 1, at time t, each mode solved exactly.</summary>
    private static double Gradient(ParticleModes modes, double t)
    {
        double sum = 0;
        for (var k = 1; k < modes.Count; k++) sum += modes.Surface[k] * modes.Drive[k] * (1 - Math.Exp(-modes.Rate[k] * t)) / modes.Rate[k];
        return sum;
    }

    /// <summary>Carslaw and Jaeger, Conduction of Heat in Solids, 1959, section 9.7: -1/5 + 2 sum exp(-l^2 t)/l^2 over tan l = l.</summary>
    private static double Exact(double t)
    {
        var sum = -0.2;
        for (var n = 1; n < 4000; n++)
        {
            var l = (n + 0.5) * Math.PI;
            for (var i = 0; i < 20; i++) l = (n + 0.5) * Math.PI - Math.Atan(1 / l);
            sum += 2 * Math.Exp(-l * l * t) / (l * l);
        }
        return sum;
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(80, true)]
    [InlineData(10, false)]
    public void Lithium_is_conserved_by_the_mean(int count, bool shells)
    {
        var modes = shells ? ParticleModes.Shells(count) : ParticleModes.Spectral(count);
        Assert.Equal((0, -3, 1), (modes.Rate[0], modes.Drive[0], modes.Surface[0]));
        for (var k = 1; k < count; k++) Assert.True(modes.Rate[k] > modes.Rate[k - 1]);
    }

    [Fact]
    public void Shells_converge_with_the_second_power_towards_the_exact_surface()
    {
        double Error(int n) => Math.Abs(Gradient(ParticleModes.Shells(n), 0.1) - Exact(0.1));
        Assert.InRange(Math.Log2(Error(20) / Error(40)), 1.8, 2.2);
        Assert.InRange(Math.Log2(Error(40) / Error(80)), 1.8, 2.2);
    }

    [Theory]
    [InlineData(80, 10, 1e-4)]
    [InlineData(80, 14, 2e-7)]
    [InlineData(20, 10, 2e-8)]
    public void A_few_modes_do_what_many_shells_do_at_any_time(int shells, int kept, double greatest)
    {
        var (all, few) = (ParticleModes.Shells(shells), ParticleModes.Shells(shells, kept));
        Assert.Equal(kept, few.Count);
        for (var t = 1e-6; t < 10; t *= 1.1) Assert.InRange(Math.Abs(Gradient(few, t) / Gradient(all, t) - 1), 0, greatest);
        Assert.Equal((0, -3, 1), (few.Rate[0], few.Drive[0], few.Surface[0]));
    }

    [Fact]
    public void Polynomials_converge_faster_than_any_power()
    {
        double Error(int n) => Math.Abs(Gradient(ParticleModes.Spectral(n), 0.1) - Exact(0.1));
        Assert.True(Error(4) < 1e-4);
        Assert.True(Error(8) < 1e-10);
        Assert.True(Error(10) < Math.Abs(Gradient(ParticleModes.Shells(80), 0.1) - Exact(0.1)) * 1e-4);
    }

    [Fact]
    public void Ten_polynomials_beat_eighty_shells_soon_after_a_jump_too() =>
        Assert.True(Math.Abs(Gradient(ParticleModes.Spectral(10), 1e-3) - Exact(1e-3)) < 0.3 * Math.Abs(Gradient(ParticleModes.Shells(80), 1e-3) - Exact(1e-3)));

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_count_that_is_no_mesh_is_refused(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ParticleModes.Shells(count));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParticleModes.Shells(80, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParticleModes.Spectral(count));
    }
}
