using Busbar.Lab.Modules;
using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Worlds;

/// <summary>
/// Brings vehicles to the guns of a site and takes them away, and makes happen what shall go wrong. Called before each step of the site,
/// from its loop. Who plays the SECCs advances <see cref="LabSite.PluggedIn"/>.
/// </summary>
/// <param name="plan">The world's site.</param>
/// <param name="site">The site built from it.</param>
/// <param name="seed">Seed of the visits.</param>
public sealed class WorldSitePlayers(WorldSite plan, LabSite site, int seed)
{
    private readonly WorldSiteLayout _layout = new(plan);
    private readonly List<(WorldFault Fault, bool IsOn)> _faults = [.. plan.Faults.Select(f => (f, false))];
    private readonly List<Stay> _stays = [];

    /// <summary>For each gun whether its SECC has vanished by the plan; who plays the SECCs asks.</summary>
    public bool[] SeccVanished { get; } = new bool[site.PluggedIn.Count];

    /// <summary>Lets arrivals, departures and faults happen that are due.</summary>
    /// <param name="now">Time of the lab.</param>
    public void Advance(TimeSpan now)
    {
        if (_stays.Count == 0) Begin();
        for (var g = 0; g < _stays.Count; g++) _stays[g].Advance(site, g, now);
        for (var i = 0; i < _faults.Count; i++)
        {
            var (fault, isOn) = _faults[i];
            var begins = TimeSpan.FromSeconds(fault.AtS);
            var shall = now >= begins && (fault.ForS is not { } lasts || now < begins + TimeSpan.FromSeconds(lasts));
            if (shall == isOn) continue;
            _faults[i] = (fault, shall);
            Happen(fault, shall);
        }
    }

    private void Begin()
    {
        for (var g = 0; g < _layout.Guns.Count; g++)
        {
            if (plan.TestPlugs) site.PlugTest(g, new TestPlug());
            _stays.Add(new Stay(plan.TestPlugs ? Enumerable.Empty<SiteVisit>().GetEnumerator() : Series(g)));
        }
    }

    private IEnumerator<SiteVisit> Series(int gun)
    {
        var number = 0;
        foreach (var v in plan.Visits.Where(v => v.Gun == _layout.Guns[gun]))
        {
            var vehicle = new EvTraits
            {
                Id = $"EV-{v.Gun}-{++number}", CapacityKwh = v.CapacityKwh, MaxPowerW = v.MaxPowerKw * 1000, MaxCurrentA = Math.Min(500, v.MaxPowerKw * 1000 / (v.FullV * 0.85)),
                EmptyV = v.FullV * 0.8, FullV = v.FullV, MaxVoltageV = v.FullV * 1.05,
            };
            yield return new SiteVisit(TimeSpan.FromSeconds(v.AfterS), vehicle, v.SocPct, v.TargetPct, TimeSpan.FromSeconds(v.LeavesAfterS));
        }

        if (plan.Pace is not { } pace) yield break;
        var drawn = new SiteVisitPlan(unchecked((seed * 1_000_003) + gun), pace);
        while (true) yield return drawn.Next();
    }

    private void Happen(WorldFault fault, bool isOn)
    {
        var gun = IndexOf(_layout.Guns, fault.Part);
        switch (fault.Kind)
        {
            case "weld" or "stuck":
                var contactor = gun >= 0 ? site.Physics.Outputs[gun] : site.Physics.Contactors[IndexOf(_layout.ContactorNames, fault.Part)];
                contactor.Fault = !isOn ? ContactorFault.None : fault.Kind == "weld" ? ContactorFault.Welded : ContactorFault.StuckOpen;
                break;
            case "boardLoss":
                LabBoard board = gun >= 0 ? site.GunBoards[gun] : site.ContactorBoards[IndexOf(_layout.BoardNames, fault.Part)];
                board.Fault = isOn ? BoardFault.Cut : BoardFault.None;
                break;
            case "isolation":
                site.Physics.SetIsolation(gun, isOn ? 20 : null);
                break;
            case "cpDrop":
                site.SeccPermits[gun] = !isOn;
                break;
            case "emergencyStop":
                site.GunBoards[gun].EmergencyStop = isOn;
                break;
            case "seccVanish":
                SeccVanished[gun] = isOn;
                break;
            case "moduleFailure":
                Fail(site.Modules[IndexOf(_layout.Modules, fault.Part)], isOn);
                break;
            case "moduleLoss" when site.Modules[IndexOf(_layout.Modules, fault.Part)] is SimulatedModule module:
                module.Troubles.IsDead = isOn;
                break;
            case "busOff" when site.Buses[IndexOf([.. plan.Buses.Select(b => b.Id)], fault.Part)] is ICanFaults bus:
                bus.IsBusOff = isOn;
                break;
        }
    }

    private static void Fail(ISiteModule module, bool isOn)
    {
        switch (module)
        {
            case SimulatedModule simulated:
                simulated.Troubles.Errors = isOn ? simulated.Troubles.Errors.With(ModuleErrorCode.DcdcFault).With(ModuleErrorCode.ModuleFault) : default;
                break;
            case DirectModule direct:
                direct.HasFailed = isOn;
                break;
        }
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }

    /// <summary>One gun's coming and going.</summary>
    private sealed class Stay(IEnumerator<SiteVisit> visits)
    {
        private SiteVisit? _visit;
        private TimeSpan _freeSince;
        private TimeSpan _pluggedAt;
        private bool _isOver;

        public void Advance(LabSite site, int gun, TimeSpan now)
        {
            if (_isOver) return;
            if (_visit is null)
            {
                _isOver = !visits.MoveNext();
                if (_isOver) return;
                _visit = visits.Current;
                _freeSince = now;
            }

            if (site.PluggedIn[gun] is not { } player)
            {
                if (now - _freeSince < _visit.ArrivesAfter) return;
                site.Plug(gun, new SeccPlayer(new Ev(_visit.Vehicle, _visit.SocPct), _visit.TargetPct));
                _pluggedAt = now;
                return;
            }

            if (now - _pluggedAt >= _visit.LeavesAfter) player.Stop();
            var isIdle = player.Step is SeccStep.Done || (player.Step == SeccStep.Plugged && now - _pluggedAt >= _visit.LeavesAfter);
            if (!isIdle) return;
            site.Plug(gun, null);
            _visit = null;
        }
    }
}
