using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Plant.Control.Guns;

/// <summary>What the site allots and what the modules in the gun's hands can do, made into a grant.</summary>
internal sealed class GunAllotment
{
    private double _powerW;
    private Limit _binding;
    private GunGrant _granted;

    public void Take(Allotted allotted) => (_powerW, _binding) = (Math.Max(0, allotted.PowerW), allotted.Binding);

    /// <summary>The grant by these modules; null when it is the one given last.</summary>
    public GunGrant? Grant((int Count, ModuleEnvelope Envelope) usable)
    {
        var (count, can) = usable;
        var isOfModules = can.MaxW < _powerW;
        var grant = count == 0 || _powerW <= 0
            ? GunGrant.None with { Binding = count == 0 && _powerW > 0 ? Limit.Watts(0, "modules on their way") : _binding }
            : new GunGrant(count, Math.Min(can.MaxW, _powerW), can.MaxA, can.MinV, can.MaxV, isOfModules ? Limit.Watts(can.MaxW, "modules") : _binding, can.MaxDischargeA);
        if (grant == _granted) return null;
        return _granted = grant;
    }
}
