using Busbar.Core.Units;

namespace Busbar.Core.Charging;

/// <summary>A stretch of a composite schedule in which nothing changes.</summary>
/// <param name="Start">Whole seconds from the start of the composite schedule.</param>
/// <param name="Limit">The limit and the profile that sets it.</param>
/// <param name="Phases">Phases that may be used, 1 to 3 (1 for DC).</param>
/// <param name="MinChargingRate">Below this rate the vehicle charges badly, in the limit's unit; null: unknown.</param>
public readonly record struct CompositePeriod(TimeSpan Start, Limit Limit, int Phases, double? MinChargingRate)
{
    /// <summary>True when the limit lies below the rate at which the vehicle charges well: better to pause, or to give the power to another.</summary>
    public bool IsBelowMinimum => MinChargingRate is { } minimum && Limit.Value < minimum;
}

/// <summary>The limits of the profiles that prevail at one instant, each in the unit of its profile.</summary>
/// <param name="Session">Of the connector: a TxProfile or TxDefaultProfile; null: none speaks.</param>
/// <param name="ChargePoint">Of the whole charge point; null: none speaks.</param>
public readonly record struct SpokenLimits(Limit? Session, Limit? ChargePoint);

/// <summary>
/// What all profiles together allow (OCPP 1.6, 3.13.3 and 5.7). At every second:
/// <list type="number">
/// <item>a profile speaks while it is valid (validFrom, validTo) and its schedule runs; before its start, after its duration
/// and in the hole that a recurring schedule shorter than its recurrence leaves, it is silent;</item>
/// <item>within a purpose, of those that speak, the highest stack level wins (3.13.2), so a silent one gives way to the next
/// lower (5.16.4 and erratum 3.43);</item>
/// <item>a TxProfile that speaks overrules every TxDefaultProfile (3.13.1). Where every TxProfile is silent the TxDefaultProfiles
/// hold again: 5.16.4 calls this "default behaviour", and the more careful reading of 3.13.1 is the one that still limits;</item>
/// <item>a TxDefaultProfile of the connector stands in place of the one on connector 0 with the same stack level, also while
/// it is silent (3.13.1 and 3.13.2: "replaced"); other levels stack;</item>
/// <item>the result is the lowest of the winner, the ChargePointMaxProfile and the local limit; where nothing speaks there is
/// no limit (3.13.6);</item>
/// <item>phases are the fewest that the winners and the connector allow (numberPhases absent: 3), and every limit is turned
/// into the asked unit with those (7.12, erratum 3.34: the limit itself is used as given).</item>
/// </list>
/// A recurring schedule repeats before its anchor as well as after: the anchor gives the time of day or week, validFrom
/// says when it begins to count. Pure; thread safe.
/// </summary>
public sealed class CompositeSchedule
{
    /// <summary>Changes looked at before the computation stops: a peer may ask for 68 years of a schedule that changes every second.</summary>
    public const int MaxChanges = 50_000;

    internal CompositeSchedule(DateTimeOffset from, TimeSpan duration, LimitUnit unit, IReadOnlyList<CompositePeriod> periods)
    {
        From = from;
        Duration = duration;
        Unit = unit;
        Periods = periods;
    }

    /// <summary>Start, in whole seconds, UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The time that the periods cover: what was asked, or less when <see cref="MaxChanges"/> cut it.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The unit of every limit.</summary>
    public LimitUnit Unit { get; }

    /// <summary>At least one period; the first starts at 0; no two neighbours are equal; the last one lasts to the end.</summary>
    public IReadOnlyList<CompositePeriod> Periods { get; }

    /// <summary>Computes what the profiles allow on a connector, or on the whole charge point for connector 0 (ChargePointMaxProfiles only; see <see cref="Total"/>).</summary>
    /// <param name="profiles">Everything installed on the charge point; what does not concern the connector or its transaction is left out here.</param>
    /// <param name="context">The connector, its transaction and its electricity.</param>
    /// <param name="from">First instant; fractions of a second are cut off.</param>
    /// <param name="duration">1 s or more; fractions of a second are cut off.</param>
    /// <param name="unit">The unit of the answer.</param>
    /// <exception cref="ArgumentException">The context or the duration is out of range.</exception>
    public static CompositeSchedule Compute(
        IEnumerable<InstalledProfile> profiles, ChargingContext context, DateTimeOffset from, TimeSpan duration, LimitUnit unit)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(context);
        context.Check();
        if (duration < TimeSpan.FromSeconds(1)) throw new ArgumentException($"duration is {duration}; allowed: 1 s or more.", nameof(duration));

        var start = from.ToUnixTimeSeconds();
        var end = Math.Min(start + (long)duration.TotalSeconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        var law = new CompositeLaw(profiles, context, start, unit);
        var periods = new List<CompositePeriod>();
        var second = start;
        for (var changes = 0; second < end && changes < MaxChanges; changes++)
        {
            var period = law.At(second, out var next) with { Start = TimeSpan.FromSeconds(second - start) };
            Append(periods, period);
            second = Math.Min(next, end);
        }

        return new CompositeSchedule(DateTimeOffset.FromUnixTimeSeconds(start), TimeSpan.FromSeconds(second - start), unit, periods);
    }

    /// <summary>
    /// The limits that prevail at one instant by the same rules, but not turned into one unit: for hardware that knows the voltage
    /// by which amperes become watts better than the nominal one says.
    /// </summary>
    /// <param name="profiles">As in <see cref="Compute"/>.</param>
    /// <param name="context">Likewise; its voltage, phases and local limit play no part.</param>
    /// <param name="at">The instant; fractions of a second are cut off.</param>
    /// <exception cref="ArgumentException">The context is out of range.</exception>
    public static SpokenLimits Spoken(IEnumerable<InstalledProfile> profiles, ChargingContext context, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(context);
        context.Check();
        var second = at.ToUnixTimeSeconds();
        return new CompositeLaw(profiles, context, second, LimitUnit.Watt).SpokenAt(second);
    }

    /// <summary>
    /// What the whole charge point may take (OCPP 1.6, 5.7, connector 0): the sum of its connectors, but never more than the
    /// charge point's own schedule. Currents are summed as if all connectors were on the same phases, which is the worst case.
    /// </summary>
    /// <param name="chargePoint">The schedule of connector 0.</param>
    /// <param name="connectors">The schedules of the connectors, from the same instant and in the same unit; none: the charge point's alone.</param>
    /// <exception cref="ArgumentException">A connector's schedule starts elsewhere or is in another unit.</exception>
    public static CompositeSchedule Total(CompositeSchedule chargePoint, IReadOnlyList<CompositeSchedule> connectors)
    {
        ArgumentNullException.ThrowIfNull(chargePoint);
        ArgumentNullException.ThrowIfNull(connectors);
        if (connectors.Count == 0) return chargePoint;
        if (connectors.Any(c => c.From != chargePoint.From || c.Unit != chargePoint.Unit))
            throw new ArgumentException($"Every schedule must start at {chargePoint.From:O} and be in {chargePoint.Unit}.", nameof(connectors));

        var duration = connectors.Append(chargePoint).Min(c => c.Duration);
        var starts = connectors.Append(chargePoint).SelectMany(c => c.Periods).Select(p => p.Start).Where(s => s < duration).Distinct().Order();
        var periods = new List<CompositePeriod>();
        foreach (var start in starts)
        {
            var whole = chargePoint.At(start);
            var sum = Limit.Of(connectors.Sum(c => c.At(start).Limit.Value), chargePoint.Unit, "sum of the connectors");
            Append(periods, whole with { Start = start, Limit = sum.IsUnlimited ? whole.Limit : Limit.Min(whole.Limit, sum), MinChargingRate = null });
        }

        return new CompositeSchedule(chargePoint.From, duration, chargePoint.Unit, periods);
    }

    /// <summary>The period that holds at an offset from <see cref="From"/>; before 0 the first, after the end the last.</summary>
    public CompositePeriod At(TimeSpan offset)
    {
        var low = 0;
        var high = Periods.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Periods[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }

        return Periods[low];
    }

    /// <summary>
    /// The schedule without its sources, as it is reported to a peer: neighbours with the same limit and phases are one, and
    /// limits are cut, never raised, to one decimal (7.14).
    /// </summary>
    /// <param name="unlimited">The limit to report where there is none, in <see cref="Unit"/>, 0 or more: what the hardware can do.</param>
    public ChargingSchedule ToSchedule(double unlimited)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unlimited);
        var periods = new List<ChargingSchedulePeriod>();
        foreach (var period in Periods)
        {
            var limit = CutToOneDecimal(period.Limit.IsUnlimited ? unlimited : period.Limit.Value);
            if (periods.Count > 0 && periods[^1].Limit == limit && periods[^1].NumberPhases == period.Phases) continue;
            periods.Add(new ChargingSchedulePeriod(period.Start, limit, period.Phases));
        }

        return new ChargingSchedule { RateUnit = Unit, Duration = Duration, Periods = periods };
    }

    // A value such as 11.1 is not exact in binary; what is a tenth within a millionth stays that tenth.
    private static double CutToOneDecimal(double value)
    {
        var tenths = Math.Round(value * 10);
        return (Math.Abs((value * 10) - tenths) < 1e-6 ? tenths : Math.Floor(value * 10)) / 10;
    }

    private static void Append(List<CompositePeriod> periods, CompositePeriod period)
    {
        if (periods.Count > 0 && periods[^1] with { Start = period.Start } == period) return;
        periods.Add(period);
    }
}
