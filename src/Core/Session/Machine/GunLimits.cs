using Busbar.Core.Units;

namespace Busbar.Core.Session.Machine;

/// <summary>All that bounds the current into the vehicle, each with its source.</summary>
internal static class GunLimits
{
    /// <summary>Source of the request itself.</summary>
    public const string Request = "vehicle's request";

    /// <summary>The voltage by which powers become currents: what is there, not more than what is set, not less than the gun drives.</summary>
    public static double PowerV(Gun gun, double setV) => Math.Max(1, Math.Min(setV, Math.Max(gun.Facts.VoltageV, gun.Settings.MinVoltageV)));

    /// <summary>The highest voltage that may be set in a charge, V.</summary>
    public static double VoltageV(Gun gun, double wantedV) =>
        Math.Min(Math.Min(wantedV, gun.Settings.MaxVoltageV), Math.Min(gun.Facts.VehicleMaxV ?? double.PositiveInfinity, gun.Facts.Grant.MaxV));

    /// <summary>What the gun would take if the site gave it: everything but the grant, in amperes.</summary>
    /// <param name="gun">The gun.</param>
    /// <param name="first">The wish.</param>
    /// <param name="powerV">Voltage by which powers become currents, V.</param>
    /// <param name="beside">Limits from beside count too. In a pre-charge they do not: its 2 A fill cables and charge no battery, and a limit of 0 is to pause a charge and not to fail its beginning.</param>
    public static Limit WithoutGrant(Gun gun, Limit first, double powerV, bool beside = true)
    {
        var (s, f) = (gun.Settings, gun.Facts);
        var lowest = first;
        Take(Limit.Amperes(s.MaxCurrentA, "gun"));
        Take(Limit.Watts(s.MaxPowerW, "gun"));
        Take(Limit.Amperes(s.CableMaxA, "cable"));
        if (f.Vehicle.MaxCurrentA is { } a) Take(Limit.Amperes(a, "vehicle"));
        if (f.Vehicle.MaxPowerW is { } w) Take(Limit.Watts(w, "vehicle"));
        if (f.Vehicle.ProfileMaxPowerW is { } p) Take(Limit.Watts(p, "profile of vehicle and SECC"));
        if (beside)
        {
            foreach (var limit in f.Limits) Take(limit);
        }

        if (f.TemperatureC is { } t && t > s.DerateFromC)
            Take(Limit.Amperes(s.MaxCurrentA * Math.Max(0, (s.DerateToC - t) / (s.DerateToC - s.DerateFromC)), $"temperature {t:0} degC"));
        return lowest;

        void Take(Limit limit) => lowest = Limit.Min(lowest, limit.To(LimitUnit.Ampere, powerV, 1));
    }

    /// <summary>The grant too.</summary>
    public static Limit WithGrant(Gun gun, Limit without, double powerV)
    {
        var grant = gun.Facts.Grant;
        var source = grant.Binding == default ? "modules" : grant.Binding.Source;
        if (!grant.IsUsable) return Limit.Min(without, Limit.Amperes(0, grant.Binding == default ? "no modules granted" : source));
        return Limit.Min(Limit.Min(without, Limit.Amperes(grant.MaxA, source)), Limit.Watts(grant.MaxW, source).To(LimitUnit.Ampere, powerV, 1));
    }

    /// <summary>Most current out of the vehicle, as an amount: the lowest of gun, cable, vehicle and modules; 0 unless each allows it.</summary>
    public static double DischargeA(Gun gun, double powerV)
    {
        var (s, v) = (gun.Settings, gun.Facts.Vehicle);
        var lowest = Math.Min(Math.Min(s.MaxDischargeA, s.MaxDischargeW / powerV), Math.Min(s.CableMaxA, v.MaxDischargeCurrentA ?? 0));
        if (v.MaxDischargePowerW is { } w) lowest = Math.Min(lowest, w / powerV);
        return Math.Min(lowest, gun.Facts.Grant.MaxDischargeA);
    }
}
