using Busbar.Core.Power.Switching;
using Busbar.Core.Units;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control.Guns;

namespace Busbar.Plant.Control.Sites;

/// <summary>Makes the picture of a site, a few times a second, on the site's loop.</summary>
internal sealed class SitePainter(SiteParts parts, IReadOnlyList<GunLoop> guns, TimeProvider time)
{
    /// <summary>Least time between two pictures.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private TimeSpan _nextAt;
    private SitePicture? _last;
    private DateTimeOffset? _stoppedAt;

    /// <summary>A new picture; null while the last one is good enough.</summary>
    public SitePicture? Paint(SiteLoop site)
    {
        var now = site.Now;
        if (now < _nextAt) return null;
        _nextAt = now + Every;
        _stoppedAt = site.StopSwitch.IsActive ? _stoppedAt ?? time.GetUtcNow() : null;
        var modules = parts.Plan.Modules.Select((m, i) => Module(m, i, site)).ToArray();
        var gunRows = parts.Plan.Guns.Select((g, i) => Gun(g, i, site)).ToArray();
        var capacityW = modules.Where(m => m is { View.IsUsable: true, Fault: null }).Sum(m => m.View.AvailableW);
        double demandW = 0;
        foreach (var demanded in site.Demands) demandW += demanded.Demand.Running ? demanded.Bound.Value : 0;
        return _last = new SitePicture
        {
            At = time.GetUtcNow(),
            Policy = site.Policy,
            Limit = site.Limits.Lowest ?? Limit.Watts(capacityW, "modules"),
            OwnLimitW = site.Limits.Of(LimitSources.Operator),
            Totals = new SiteTotals(demandW, gunRows.Sum(g => g.AllocatedW), gunRows.Sum(g => g.Meter.PowerW ?? 0), capacityW),
            EmergencyStop = new EmergencyStopPicture(_stoppedAt, site.StopSwitch.By, [.. site.StopSwitch.Buttons]),
            Feeders = [.. parts.Plan.Feeders.Select(f => new FeederPicture(f, UsedW(f, modules)))],
            Modules = modules,
            Contactors = [.. parts.Plan.Contactors.Select((c, k) => new ContactorPicture(c, site.State.Contactors[k].Phase, site.State.Contactors[k].Failure, View(k)))],
            Guns = gunRows,
            Events = parts.Events.Newest,
        }.SharingRowsWith(_last);
    }

    private ContactorView View(int contactor) => parts.Contactors[contactor];

    private ModulePicture Module(ModulePlan plan, int number, SiteLoop site)
    {
        var state = site.State.Modules[number];
        var target = site.State.TargetGun[number];
        var gun = state.Holder >= 0 ? state.Holder : target;
        var fault = state.Reported ? "It holds up the switching: it does not do what it was told." : null;
        return new ModulePicture(plan, parts.Modules[number].View, gun >= 0 ? parts.Plan.Guns[gun].Id : null, state.Holder != target || state.ReleaseAsked, fault);
    }

    private GunPicture Gun(GunPlan plan, int number, SiteLoop site)
    {
        var loop = guns[number];
        var status = loop.Status;
        var allottedW = site.GivenW.Length > number && !site.StopSwitch.IsActive ? site.GivenW[number] : 0;
        var limit = status.Binding is { Unit: LimitUnit.Watt, IsUnlimited: false } binding && plan.HasSecc ? binding : Limit.Min(Limit.Watts(plan.MaxW, "gun"), site.Demands[number].Bound);
        return new GunPicture(
            plan, status, loop.Meter, loop.Output, [.. loop.HeldModules.Select(m => parts.Plan.Modules[m].Id)], allottedW, limit, loop.OperatorLimitW,
            loop.At(status.PhaseSince), status.Fault is { } fault ? loop.At(fault.At) : null);
    }

    private double UsedW(FeederPlan feeder, ModulePicture[] modules)
    {
        var below = parts.Plan.Feeders.Where(f => f.Parent == feeder.Id).Sum(f => UsedW(f, modules));
        return below + modules.Where(m => m.Plan.Feeder == feeder.Id).Sum(m => (m.View.VoltageV * m.View.CurrentA) ?? 0);
    }
}
