using System.Globalization;
using System.Text;
using Busbar.Core.Power.Switching;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Wire.Can.Modules;

namespace Busbar.Site.Status;

/// <summary>A picture of a site in Prometheus's text format, 0.0.4. What is not known is left out: a gap is not a value.</summary>
internal static class PrometheusText
{
    public static string Of(SitePlan plan, SitePicture site)
    {
        var text = new StringBuilder();
        Family("busbar_site_power_watts", "Power of the site by kind.",
            [("kind", "demand", site.Totals.DemandW), ("kind", "allocated", site.Totals.AllocatedW), ("kind", "delivered", site.Totals.DeliveredW), ("kind", "capacity", site.Totals.CapacityW), ("kind", "limit", site.Limit.Value)]);
        Family("busbar_site_emergency_stop", "1 while an emergency stop is active.", [("site", plan.Id, site.EmergencyStop.IsActive ? 1 : 0)]);
        Family("busbar_feeder_power_watts", "Power that the modules of a feeder give.", site.Feeders.Select(f => ("feeder", f.Plan.Id, (double?)f.UsedW)));
        Guns("busbar_gun_phase", "Phase of the session: 0 standby, 1 connected, 2 cable check, 3 pre-charge, 4 charge, 5 post-charge, 6 transition, 7 fault.", g => (int)g.Status.Phase);
        Guns("busbar_gun_secc_connected", "1 while the SECC is connected.", g => g.Status.SeccConnected ? 1 : 0);
        Guns("busbar_gun_voltage_volts", "Measured voltage.", g => g.Meter.VoltageV);
        Guns("busbar_gun_current_amperes", "Measured current into the vehicle.", g => g.Meter.CurrentA);
        Guns("busbar_gun_allocated_watts", "Power granted.", g => g.AllocatedW);
        Guns("busbar_gun_energy_watthours_total", "Energy into vehicles in the life of the gun's board.", g => g.Meter.EnergyWh, "counter");
        Guns("busbar_gun_temperature_celsius", "Hottest place of contacts and cable.", g => g.Meter.TemperatureC);
        Modules("busbar_module_online", "1 while the module is heard.", m => m.View.IsOnline ? 1 : 0);
        Modules("busbar_module_faulted", "1 while the module cannot be used.", m => m.Fault is not null || m.View.Errors.Any(e => e.Severity == ModuleSeverity.Fault) ? 1 : 0);
        Modules("busbar_module_voltage_volts", "Measured voltage.", m => m.View.VoltageV);
        Modules("busbar_module_current_amperes", "Measured current.", m => m.View.CurrentA);
        Modules("busbar_module_temperature_celsius", "Hottest temperature that it tells.", m => m.View.TemperatureC);
        Modules("busbar_module_lost_frames_total", "Questions that stayed without answer.", m => m.View.Counters.LostFrames, "counter");
        Contactors("busbar_contactor_failed", "1 while welded or stuck open.", c => c.Failure == ContactorFailure.None ? 0 : 1);
        Contactors("busbar_contactor_cycles_total", "Closings in its life.", c => c.View.Cycles, "counter");
        return text.ToString();

        void Guns(string name, string help, Func<GunPicture, double?> value, string type = "gauge") => Family(name, help, site.Guns.Select(g => ("gun", g.Plan.Id, value(g))), type);

        void Modules(string name, string help, Func<ModulePicture, double?> value, string type = "gauge") => Family(name, help, site.Modules.Select(m => ("module", m.Plan.Id, value(m))), type);

        void Contactors(string name, string help, Func<ContactorPicture, double?> value, string type = "gauge") => Family(name, help, site.Contactors.Select(c => ("contactor", c.Plan.Id, value(c))), type);

        void Family(string name, string help, IEnumerable<(string Label, string Of, double? Value)> samples, string type = "gauge")
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var (label, of, value) in samples)
                if (value is { } number) text.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{of}\"}} {number:R}\n");
        }
    }
}
