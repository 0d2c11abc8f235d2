using Busbar.Core.Power;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Control.Sites;

/// <summary>
/// From the power of guns to the most that each module may give, so that no feeder carries more than its limit however guns divide among their modules. What one
/// feeder cannot carry a gun's modules on other feeders take. Not thread safe.
/// </summary>
internal sealed class FeederLoads
{
    // Cutting and filling by turns; each round brings both closer, and a last cut makes the limits hold whatever is left.
    private const int Rounds = 8;

    private readonly int[] _moduleFeeder;

    public FeederLoads(SitePlan plan)
    {
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (var feeder in plan.Feeders) numbers.Add(feeder.Id, numbers.Count);
        Feeders = [.. plan.Feeders.Select(f => new PowerFeeder(f.Id, Limit.Watts(f.LimitW, $"feeder {f.Id}"), f.Parent is { } parent ? numbers[parent] : AllocationProblem.None))];
        _moduleFeeder = [.. plan.Modules.Select(m => m.Feeder is { } feeder ? numbers[feeder] : AllocationProblem.None)];
    }

    public IReadOnlyList<PowerFeeder> Feeders { get; }

    public IReadOnlyList<int> ModuleFeeder => _moduleFeeder;

    /// <summary>The most that each module may give, W.</summary>
    /// <param name="moduleGun">The gun of each module, or -1.</param>
    /// <param name="powerW">Power of each gun, W.</param>
    /// <param name="canW">What each module can give at its gun's voltage, W; 0 without one.</param>
    /// <param name="mayTakeMore">Guns that may take what is left.</param>
    public double[] Caps(ReadOnlySpan<int> moduleGun, ReadOnlySpan<double> powerW, double[] canW, ReadOnlySpan<bool> mayTakeMore)
    {
        if (Feeders.Count == 0) return [.. canW];
        var wantW = new double[canW.Length];
        for (var round = 0; round < Rounds; round++)
        {
            Fill(wantW, moduleGun, powerW, canW);
            Cut(wantW);
        }

        AddSpare(wantW, moduleGun, canW, mayTakeMore);
        return wantW;
    }

    /// <summary>What a feeder has left goes to the modules on it whose guns may take more, in equal parts.</summary>
    private void AddSpare(double[] wantW, ReadOnlySpan<int> moduleGun, double[] canW, ReadOnlySpan<bool> mayTakeMore)
    {
        var (spareW, takers) = (new double[Feeders.Count], new int[Feeders.Count]);
        for (var f = 0; f < spareW.Length; f++)
        {
            spareW[f] = Feeders[f].Limit.Value;
            for (var m = 0; m < wantW.Length; m++)
            {
                if (!HangsOn(m, f)) continue;
                spareW[f] -= wantW[m];
                if (moduleGun[m] >= 0 && mayTakeMore[moduleGun[m]]) takers[f]++;
            }
        }

        for (var m = 0; m < wantW.Length; m++)
        {
            if (moduleGun[m] < 0 || !mayTakeMore[moduleGun[m]]) continue;
            var moreW = canW[m] - wantW[m];
            for (var f = _moduleFeeder[m]; f >= 0; f = Feeders[f].Parent) moreW = Math.Min(moreW, Math.Max(0, spareW[f]) / takers[f]);
            wantW[m] += moreW;
        }
    }

    private static void Fill(double[] wantW, ReadOnlySpan<int> moduleGun, ReadOnlySpan<double> powerW, double[] canW)
    {
        for (var g = 0; g < powerW.Length; g++)
        {
            double missingW = powerW[g], roomW = 0;
            for (var m = 0; m < wantW.Length; m++)
            {
                if (moduleGun[m] != g) continue;
                missingW -= wantW[m];
                roomW += canW[m] - wantW[m];
            }

            if (!(missingW > 0) || !(roomW > 0)) continue;
            var part = Math.Min(1, missingW / roomW);
            for (var m = 0; m < wantW.Length; m++)
                if (moduleGun[m] == g) wantW[m] += part * (canW[m] - wantW[m]);
        }
    }

    private void Cut(double[] wantW)
    {
        for (var f = 0; f < Feeders.Count; f++)
        {
            double loadW = 0;
            for (var m = 0; m < wantW.Length; m++)
                if (HangsOn(m, f)) loadW += wantW[m];
            if (!(loadW > Feeders[f].Limit.Value)) continue;
            for (var m = 0; m < wantW.Length; m++)
                if (HangsOn(m, f)) wantW[m] *= Feeders[f].Limit.Value / loadW;
        }
    }

    private bool HangsOn(int module, int feeder)
    {
        for (var f = _moduleFeeder[module]; f >= 0; f = Feeders[f].Parent)
            if (f == feeder) return true;
        return false;
    }
}
