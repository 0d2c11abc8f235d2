using Busbar.Core.Units;

namespace Busbar.Core.Charging;

/// <summary>The rules of <see cref="CompositeSchedule"/> at one second, and how long their answer holds.</summary>
internal sealed class CompositeLaw
{
    /// <summary>Phases assumed where a period names none (OCPP 1.6, 7.14).</summary>
    private const int DefaultPhases = 3;

    private readonly ChargingContext _context;
    private readonly LimitUnit _unit;
    private readonly ProfileTimeline[] _chargePointMax;
    private readonly ProfileTimeline[] _txDefault;
    private readonly ProfileTimeline[] _tx;

    public CompositeLaw(IEnumerable<InstalledProfile> profiles, ChargingContext context, long fromS, LimitUnit unit)
    {
        _context = context;
        _unit = unit;
        var all = profiles as IReadOnlyCollection<InstalledProfile> ?? [.. profiles];
        var startOfChargingS = context.TransactionStart?.ToUnixTimeSeconds() ?? fromS;
        var ownLevels = all.Where(p => IsTxDefault(p) && p.ConnectorId == context.ConnectorId).Select(p => p.Profile.StackLevel).ToHashSet();

        _chargePointMax = Rank(all.Where(p => p.Profile.Purpose == ChargingProfilePurpose.ChargePointMax), startOfChargingS);
        _txDefault = context.ConnectorId == 0 ? [] : Rank(
            all.Where(p => IsTxDefault(p) && (p.ConnectorId == context.ConnectorId || (p.ConnectorId == 0 && !ownLevels.Contains(p.Profile.StackLevel)))),
            startOfChargingS);
        _tx = context.TransactionStart is null ? [] : Rank(all.Where(IsOfThisTransaction), startOfChargingS);
    }

    /// <summary>The limit at a second (its Start is not set), and the first later second at which it may differ.</summary>
    public CompositePeriod At(long second, out long nextChange)
    {
        nextChange = ProfileTimeline.Forever;
        var session = Prevailing(_tx, second, ref nextChange) ?? Prevailing(_txDefault, second, ref nextChange);
        var station = Prevailing(_chargePointMax, second, ref nextChange);

        var phases = Math.Min(_context.Phases, Math.Min(PhasesOf(session), PhasesOf(station)));
        var limit = Limit.Unlimited(_unit);
        if (session is { } s) limit = Limit.Min(s.Limit.To(_unit, _context.VoltageV, phases), limit);
        if (station is { } c) limit = Limit.Min(limit, c.Limit.To(_unit, _context.VoltageV, phases));
        if (_context.LocalLimit is { } local) limit = Limit.Min(limit, local.To(_unit, _context.VoltageV, phases));

        double? minimum = session?.Minimum is { } m ? m.To(_unit, _context.VoltageV, phases).Value : null;
        return new CompositePeriod(TimeSpan.Zero, limit, phases, minimum);
    }

    /// <summary>The limits that hold at a second, each as its profile has it.</summary>
    public SpokenLimits SpokenAt(long second)
    {
        var nextChange = ProfileTimeline.Forever;
        var session = Prevailing(_tx, second, ref nextChange) ?? Prevailing(_txDefault, second, ref nextChange);
        return new SpokenLimits(session?.Limit, Prevailing(_chargePointMax, second, ref nextChange)?.Limit);
    }

    // The first of the ranked profiles that speaks at this second. Those below it cannot change the answer before it falls silent.
    private static Winner? Prevailing(ProfileTimeline[] ranked, long second, ref long nextChange)
    {
        foreach (var timeline in ranked)
        {
            var index = timeline.PeriodAt(second, out var next);
            nextChange = Math.Min(nextChange, next);
            if (index >= 0) return new Winner(timeline.Installed, index);
        }

        return null;
    }

    // A limit of the whole charge point belongs to no transaction: without a start of its own it counts from its installation.
    private static ProfileTimeline[] Rank(IEnumerable<InstalledProfile> profiles, long startOfChargingS) =>
    [
        .. profiles
            .OrderByDescending(p => p.Profile.StackLevel).ThenByDescending(p => p.InstalledAt).ThenByDescending(p => p.Profile.Id)
            .Select(p => new ProfileTimeline(
                p, p.Profile.Purpose == ChargingProfilePurpose.ChargePointMax ? p.InstalledAt.ToUnixTimeSeconds() : startOfChargingS)),
    ];

    private static int PhasesOf(Winner? winner) => winner is { } w ? w.Period.NumberPhases ?? DefaultPhases : DefaultPhases;

    private static bool IsTxDefault(InstalledProfile installed) => installed.Profile.Purpose == ChargingProfilePurpose.TxDefault;

    private bool IsOfThisTransaction(InstalledProfile installed) =>
        installed.Profile.Purpose == ChargingProfilePurpose.Tx
        && installed.ConnectorId == _context.ConnectorId
        && (installed.Profile.TransactionId is null || installed.Profile.TransactionId == _context.TransactionId);

    private readonly record struct Winner(InstalledProfile Installed, int Index)
    {
        public ChargingSchedulePeriod Period => Installed.Profile.Schedule.Periods[Index];

        public Limit Limit => Limit.Of(Period.Limit, Installed.Profile.Schedule.RateUnit, Installed.Source);

        public Limit? Minimum => Installed.Profile.Schedule is { MinChargingRate: { } rate } schedule ? Limit.Of(rate, schedule.RateUnit, Installed.Source) : null;
    }
}
