namespace Busbar.Core.Charging;

/// <summary>
/// One profile laid on the line of seconds (since 1970, UTC): which of its periods holds at a second, and until when that
/// answer stays the same. Fractions of a second are cut off from every time.
/// </summary>
internal sealed class ProfileTimeline
{
    /// <summary>No change ever again.</summary>
    public const long Forever = long.MaxValue;

    private readonly IReadOnlyList<ChargingSchedulePeriod> _periods;
    private readonly long _validFrom;
    private readonly long _validTo;
    private readonly long _start;
    private readonly long _length;
    private readonly long _recurrence;

    /// <param name="installed">The profile.</param>
    /// <param name="startOfChargingS">Where a schedule starts that names no start of its own.</param>
    public ProfileTimeline(InstalledProfile installed, long startOfChargingS)
    {
        var profile = installed.Profile;
        var schedule = profile.Schedule;
        Installed = installed;
        _periods = schedule.Periods;
        _validFrom = profile.ValidFrom?.ToUnixTimeSeconds() ?? long.MinValue;
        _validTo = profile.ValidTo?.ToUnixTimeSeconds() ?? Forever;
        _start = profile.Kind == ChargingProfileKind.Relative || schedule.StartSchedule is null
            ? startOfChargingS
            : schedule.StartSchedule.Value.ToUnixTimeSeconds();
        _recurrence = profile.Kind != ChargingProfileKind.Recurring ? Forever : profile.Recurrency == ChargingRecurrency.Weekly ? 7 * 86_400 : 86_400;
        _length = Math.Min((long?)schedule.Duration?.TotalSeconds ?? Forever, _recurrence);
    }

    /// <summary>The profile that lies here.</summary>
    public InstalledProfile Installed { get; }

    /// <summary>The index of the period that holds at a second, or -1 when the profile has nothing to say there.</summary>
    /// <param name="second">The second asked about.</param>
    /// <param name="nextChange">The first later second at which the answer may differ; <see cref="Forever"/> for never.</param>
    public int PeriodAt(long second, out long nextChange)
    {
        if (second >= _validTo)
        {
            nextChange = Forever;
            return -1;
        }

        if (second < _validFrom)
        {
            nextChange = _validFrom;
            return -1;
        }

        var start = _recurrence == Forever ? _start : second - FloorModulo(second - _start, _recurrence);
        var index = PeriodAt(second, start, out nextChange);
        nextChange = Math.Min(nextChange, _validTo);
        return index;
    }

    private int PeriodAt(long second, long start, out long nextChange)
    {
        var offset = second - start;
        if (offset < 0)
        {
            nextChange = start;
            return -1;
        }

        if (offset >= _length)
        {
            nextChange = _recurrence == Forever ? Forever : start + _recurrence;
            return -1;
        }

        var index = LastStartedAt(offset);
        var end = index + 1 < _periods.Count ? Math.Min(StartOf(index + 1), _length) : _length;
        nextChange = end == Forever ? Forever : start + end;
        return index;
    }

    private int LastStartedAt(long offset)
    {
        var low = 0;
        var high = _periods.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (StartOf(middle) <= offset) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private long StartOf(int index) => (long)_periods[index].Start.TotalSeconds;

    private static long FloorModulo(long value, long modulus) => ((value % modulus) + modulus) % modulus;
}
