using Busbar.Plant.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Bench.Site.Serving;

/// <summary>A gun that answers at once: what is measured is the protocol.</summary>
internal sealed class IdleGun : IPepGun
{
    public PepGunPort? Port { get; set; }

    public PepConfiguration Configuration { get; } = new()
    {
        FirmwareVersion = "bench", Manufacturer = "Busbar", LimitVoltageMinV = 150, LimitVoltageMaxV = 1000, LimitCurrentMinA = 0, LimitCurrentMaxA = 250, LimitPowerMaxW = 120_000, FloatValues = true,
    };

    public PepGunView View => new(new PepStatus(399.5, 99.75, 400, 100, 35.5, true, PepIsolationStatus.Valid, Operative: true));

    public void SeccConnected()
    {
    }

    public void SeccLost(string why)
    {
    }

    public void OnCableCheck(long ticket, in PepCableCheck request) => Port!.Answer(ticket);

    public void OnTargetValues(long ticket, in PepTargetValues request) => Port!.Answer(ticket);

    public void OnContactors(long ticket, in PepContactorsStatus request) => Port!.Answer(ticket);

    public void OnReset(long ticket) => Port!.Answer(ticket);

    public void OnEvConnection(in PepEvConnection info)
    {
    }

    public void OnChargingSession(in PepChargingSession info)
    {
    }
}
