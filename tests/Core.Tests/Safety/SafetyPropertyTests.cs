using Busbar.Core.Safety;
using Law = Busbar.Core.Safety.Safety;

namespace Busbar.Core.Tests.Safety;

/// <summary>For any wish in any context, nonsense included.</summary>
public sealed class SafetyPropertyTests
{
    private const int Cases = 300_000;

    private static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, -1e9, 1e9, 1e300, 0, -0.0, double.Epsilon, 2000, 2000.1];

    [Fact]
    public void The_result_is_within_every_limit()
    {
        var random = new Random(1);
        var on = 0;
        for (var i = 0; i < Cases; i++)
        {
            var (w, c) = (Wish(random), Context(random));
            var set = Law.Clamp(w, c);
            Assert.True(double.IsFinite(set.VoltageV) && double.IsFinite(set.CurrentA), $"{w} {c} {set}");
            if (!set.IsOn)
            {
                Assert.Equal((0.0, 0.0), (set.VoltageV, set.CurrentA));
                continue;
            }

            on++;
            Within(w, c, set);
        }

        Assert.InRange(on, Cases / 50, Cases);
    }

    [Fact]
    public void A_lower_bound_on_current_or_power_never_gives_more()
    {
        var random = new Random(2);
        for (var i = 0; i < Cases; i++)
        {
            var (w, c) = (Wish(random), Context(random));
            var share = random.NextDouble();
            var less = random.Next(9) switch
            {
                0 => c with { GunMaxA = c.GunMaxA * share },
                1 => c with { GunMaxW = c.GunMaxW * share },
                2 => c with { CableMaxA = c.CableMaxA * share },
                3 => c with { VehicleMaxA = c.VehicleMaxA * share },
                4 => c with { VehicleMaxW = c.VehicleMaxW * share },
                5 => c with { GrantMaxA = c.GrantMaxA * share },
                6 => c with { GrantMaxW = c.GrantMaxW * share },
                7 => c with { Modules = c.Modules with { MaxA = c.Modules.MaxA * share } },
                _ => c with { Modules = c.Modules with { MaxW = c.Modules.MaxW * share, MaxDischargeA = c.Modules.MaxDischargeA * share } },
            };
            var (before, after) = (Law.Clamp(w, c), Law.Clamp(w, less));
            Assert.True(Math.Abs(after.CurrentA) <= Math.Abs(before.CurrentA), $"{w}\n{c}\n{less}\n{before}\n{after}");
        }
    }

    [Fact]
    public void A_lower_bound_on_voltage_never_gives_more_voltage()
    {
        var random = new Random(3);
        for (var i = 0; i < Cases; i++)
        {
            var (w, c) = (Wish(random), Context(random));
            var share = random.NextDouble();
            var less = random.Next(3) switch
            {
                0 => c with { GunMaxV = c.GunMaxV * share },
                1 => c with { VehicleMaxV = c.VehicleMaxV * share },
                _ => c with { Modules = c.Modules with { MaxV = c.Modules.MaxV * share } },
            };
            Assert.True(Law.Clamp(w, less).VoltageV <= Law.Clamp(w, c).VoltageV, $"{w} {c} {less}");
        }
    }

    [Fact]
    public void A_fact_that_gets_worse_never_gives_more()
    {
        var random = new Random(4);
        for (var i = 0; i < Cases; i++)
        {
            var (w, c) = (Wish(random), Context(random));
            var worse = random.Next(5) switch
            {
                0 => c with { EmergencyStop = true },
                1 => c with { Permits = false },
                2 => c with { OutputClosed = null },
                3 => c with { Isolation = IsolationStatus.Fault },
                _ => c with { MeasurementAge = null },
            };
            var (before, after) = (Law.Clamp(w, c), Law.Clamp(w, worse));
            Assert.True(!after.IsOn || after == before, $"{w} {c} {worse}");
        }
    }

    [Fact]
    public void A_smaller_wish_never_gives_more()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            var (w, c) = (new WantedSetpoint(random.Next(1, 1200), random.Next(0, 800), true, (DrivePhase)random.Next(1, 5)), Context(random));
            Assert.True(Law.Clamp(w with { CurrentA = w.CurrentA * random.NextDouble() }, c).CurrentA <= Law.Clamp(w, c).CurrentA);
        }
    }

    [Fact]
    public void Shares_of_modules_stay_within_each_and_within_the_whole()
    {
        var random = new Random(6);
        var shared = 0;
        for (var i = 0; i < Cases; i++)
        {
            var modules = Enumerable.Range(0, random.Next(0, 9)).Select(_ => Envelope(random)).ToArray();
            var whole = Law.Clamp(Wish(random), Context(random));
            var shares = new SafeSetpoint[modules.Length];
            Law.Split(whole, modules, shares);
            Assert.True(Math.Abs(shares.Sum(s => s.CurrentA)) <= Math.Abs(whole.CurrentA) + 1e-9, $"{whole}");
            for (var k = 0; k < modules.Length; k++)
            {
                var (s, m) = (shares[k], modules[k]);
                Assert.True(double.IsFinite(s.CurrentA) && (whole.IsOn || !s.IsOn));
                if (!s.IsOn) continue;
                shared++;
                Assert.True(s.VoltageV >= m.MinV && s.VoltageV <= m.MaxV && s.CurrentA <= m.MaxA && s.CurrentA * whole.CurrentA >= 0, $"{s} {m} {whole}");
            }
        }

        Assert.True(shared > 1000);
    }

    [Fact]
    public void Modules_that_can_do_all_of_it_together_do_all_of_it()
    {
        var context = new SafetyContext
        {
            Modules = new ModuleEnvelope(150, 1000, 200, 80_000), GunMaxV = 1000, GunMaxA = 500, GunMaxW = 240_000, CableMaxA = 500, GrantMaxA = 500, GrantMaxW = 240_000, TestMaxA = 2,
            OutputClosed = true, Permits = true, Isolation = IsolationStatus.Valid, MeasuredV = 400, MeasurementAge = TimeSpan.Zero, MeasurementMaxAge = TimeSpan.FromSeconds(1),
        };
        var whole = Law.Clamp(new WantedSetpoint(900, 190, true, DrivePhase.Charge), context);
        var shares = new SafeSetpoint[2];
        Law.Split(whole, [new ModuleEnvelope(150, 1000, 100, 30_000), new ModuleEnvelope(150, 1000, 133, 50_000)], shares);
        Assert.Equal(190, shares[0].CurrentA + shares[1].CurrentA, 6);
        Assert.Throws<ArgumentException>(() => Law.Split(whole, [default], new SafeSetpoint[2]));
    }

    private static void Within(in WantedSetpoint w, in SafetyContext c, in SafeSetpoint set)
    {
        var text = $"{w} {c} {set}";
        Assert.False(c.EmergencyStop, text);
        Assert.True(set.VoltageV > 0 && set.VoltageV <= w.VoltageV && set.VoltageV >= c.Modules.MinV && set.VoltageV <= c.Modules.MaxV, text);
        Assert.True(Math.Abs(set.CurrentA) <= Math.Abs(w.CurrentA) && set.CurrentA * w.CurrentA >= 0, text);
        Assert.True(set.CurrentA <= c.Modules.MaxA && -set.CurrentA <= (c.Modules.MaxDischargeA >= 0 ? c.Modules.MaxDischargeA : 0), text);
        var powerV = w.Phase == DrivePhase.Charge ? Math.Min(set.VoltageV, Math.Max(c.MeasuredV, c.Modules.MinV)) : set.VoltageV;
        Assert.True(set.CurrentA * powerV <= c.Modules.MaxW * (1 + 1e-9), text);
        if (w.Phase != DrivePhase.Charge) Assert.InRange(set.CurrentA, 0, c.TestMaxA);
        if (w.Phase == DrivePhase.Equalise) return;
        Assert.True(c.Permits && c.MeasurementAge <= c.MeasurementMaxAge && set.VoltageV <= c.GunMaxV, text);
        Assert.True(Math.Abs(set.CurrentA) <= c.GunMaxA && Math.Abs(set.CurrentA) <= c.CableMaxA && set.CurrentA <= c.GrantMaxA && set.CurrentA <= (c.VehicleMaxA ?? double.MaxValue), text);
        Assert.True(set.CurrentA * powerV <= Math.Min(Math.Min(c.GunMaxW, c.GrantMaxW), c.VehicleMaxW ?? double.MaxValue) * (1 + 1e-9), text);
        if (w.Phase == DrivePhase.CableCheck) return;
        Assert.True(c.OutputClosed == true && c.Isolation is IsolationStatus.Valid or IsolationStatus.Warning && set.VoltageV <= (c.VehicleMaxV ?? c.GunMaxV), text);
    }

    private static double Number(Random random, double max) => random.Next(40) == 0 ? Odd[random.Next(Odd.Length)] : random.NextDouble() * max;

    private static WantedSetpoint Wish(Random random) =>
        new(Number(random, 1100), Number(random, 700) * (random.Next(6) == 0 ? -1 : 1), random.Next(30) != 0, (DrivePhase)random.Next(0, 6));

    private static ModuleEnvelope Envelope(Random random) =>
        new(Number(random, 200), 400 + Number(random, 700), Number(random, 300), Number(random, 120_000), Number(random, 60));

    private static SafetyContext Context(Random random) => new()
    {
        Modules = Envelope(random),
        GunMaxV = 300 + Number(random, 700), GunMaxA = Number(random, 500), GunMaxW = Number(random, 240_000), CableMaxA = Number(random, 500),
        VehicleMaxV = random.Next(3) == 0 ? null : 300 + Number(random, 700), VehicleMaxA = random.Next(3) == 0 ? null : Number(random, 400),
        VehicleMaxW = random.Next(3) == 0 ? null : Number(random, 200_000), VehicleMaxDischargeA = random.Next(2) == 0 ? null : Number(random, 100),
        GrantMaxA = Number(random, 400), GrantMaxW = Number(random, 200_000), TestMaxA = Number(random, 2),
        OutputClosed = random.Next(12) == 0 ? null : random.Next(12) != 0, Permits = random.Next(12) != 0,
        Isolation = random.Next(8) == 0 ? (IsolationStatus)random.Next(4) : IsolationStatus.Valid, EmergencyStop = random.Next(30) == 0,
        MeasuredV = Number(random, 500), MeasurementAge = random.Next(20) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(-1, 600)),
        MeasurementMaxAge = TimeSpan.FromMilliseconds(500),
    };
}
