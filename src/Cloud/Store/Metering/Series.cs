using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Metering;

/// <summary>What a meter value measures, in words, with the number that it is stored under. Null phase and location are kept as empty text.</summary>
internal sealed class Series(int id, int slot, string measurand, string phase, string location, string context, string unit)
{
    /// <summary>The one measurand that energy is counted by.</summary>
    public const string EnergyRegister = "Energy.Active.Import.Register";

    private const string Outlet = "Outlet";

    public int Id { get; } = id;

    /// <summary>Number within the station; see <see cref="PointKey"/>.</summary>
    public int Slot { get; } = slot;

    public string Measurand { get; } = measurand;

    public string Phase { get; } = phase;

    public string Location { get; } = location;

    public string Context { get; } = context;

    public string Unit { get; } = unit;

    /// <summary>Its samples in the table of recent samples that is being filled, oldest first; kept by <see cref="RecentSamples"/>.</summary>
    public List<RecentSample> Filling { get; set; } = [];

    /// <summary>Its samples in the table that is being moved, oldest first.</summary>
    public List<RecentSample> Moving { get; set; } = [];

    /// <summary>Is among the series that have samples in the table that is being filled.</summary>
    public bool IsTouched { get; set; }

    /// <summary>No sample of this series has a later time than this, in the whole database.</summary>
    public long MaxAtMs { get; set; } = long.MinValue;

    /// <summary>The register that energy is counted by: at the outlet (also when nothing is said), all phases together.</summary>
    public bool CountsEnergy { get; } = measurand == EnergyRegister && phase.Length == 0 && location is "" or Outlet;

    public bool Fits(in MeterSample sample) =>
        Measurand == sample.Measurand && Phase == (sample.Phase ?? "") && Context == sample.Context && Location == (sample.Location ?? "")
        && Unit == sample.Unit;
}

/// <summary>
/// The paging key of a meter value: its time and its series' number within the station, so that keys of a station order by time.
/// 14 bits of slot leave 49 bits of milliseconds: the years 1 to 9999 fit.
/// </summary>
internal static class PointKey
{
    public const int SlotBits = 14;

    public const int SlotLimit = 1 << SlotBits;

    public static long Of(long atMs, int slot) => (atMs << SlotBits) | (long)slot;

    public static long AtMs(long key) => key >> SlotBits;

    public static int Slot(long key) => (int)(key & (SlotLimit - 1));
}
