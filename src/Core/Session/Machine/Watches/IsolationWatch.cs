using Busbar.Core.Safety;

namespace Busbar.Core.Session.Machine.Watches;

/// <summary>The isolation while the vehicle is connected to modules: bad samples in a row are a fault.</summary>
internal sealed class IsolationWatch(Gun gun)
{
    private int _bad;

    public void Take(IsolationMeasured measured)
    {
        if (gun.Phase.Id is not (SessionPhase.PreCharge or SessionPhase.Charge))
        {
            _bad = 0;
            return;
        }

        var isBad = measured.Status == IsolationStatus.Fault || measured.ResistanceOhm < gun.Settings.IsolationFaultOhm;
        if (!isBad)
        {
            if (!(measured.ResistanceOhm >= 0)) return;
            _bad = 0;
            gun.Isolation = measured.ResistanceOhm < gun.Settings.IsolationWarningOhm ? IsolationStatus.Warning : IsolationStatus.Valid;
            return;
        }

        if (++_bad < gun.Settings.IsolationBadSamples) return;
        _bad = 0;
        gun.Isolation = IsolationStatus.Fault;
        gun.Fail(FaultCode.IsolationFault, $"The isolation is {measured.ResistanceOhm:0} ohm in {gun.Phase.Id}; allowed: {gun.Settings.IsolationFaultOhm:0} ohm or more.");
    }
}
