using Busbar.Core.Charging;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Charging;

/// <summary>Random charge points whose times lie on a coarse grid around one evening, so that edges meet.</summary>
internal sealed class RandomProfiles(int seed)
{
    public static readonly DateTimeOffset Evening = new(2026, 3, 1, 23, 50, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);

    public InstalledProfile[] Profiles() => [.. Enumerable.Range(1, _random.Next(0, 8)).Select(Profile)];

    public ChargingContext Context() => new()
    {
        ConnectorId = _random.Next(0, 3),
        TransactionStart = Maybe(0.7) ? Instant() : null,
        TransactionId = Maybe(0.7) ? "1" : null,
        VoltageV = Maybe(0.5) ? 230 : 400,
        Phases = _random.Next(1, 4),
        LocalLimit = Maybe(0.3) ? Limit.Of(_random.Next(0, 40), Unit(), "local") : null,
    };

    public DateTimeOffset Instant() => Evening.AddSeconds(_random.Next(-10, 40) * 30);

    public LimitUnit Unit() => Maybe(0.5) ? LimitUnit.Ampere : LimitUnit.Watt;

    public int Next(int from, int to) => _random.Next(from, to);

    private bool Maybe(double probability) => _random.NextDouble() < probability;

    private InstalledProfile Profile(int id)
    {
        var purpose = (ChargingProfilePurpose)_random.Next(3);
        var kind = (ChargingProfileKind)_random.Next(3);
        var validFrom = Maybe(0.3) ? Instant() : (DateTimeOffset?)null;
        var unit = Unit();
        var days = Maybe(0.3) ? _random.Next(-20, 20) : 0;
        var count = _random.Next(1, 5);
        return new InstalledProfile(
            new ChargingProfile
            {
                Id = id,
                StackLevel = _random.Next(0, 3),
                Purpose = purpose,
                Kind = kind,
                Recurrency = kind == ChargingProfileKind.Recurring ? (ChargingRecurrency)_random.Next(2) : null,
                ValidFrom = validFrom,
                ValidTo = Maybe(0.3) ? (validFrom ?? Evening).AddSeconds(_random.Next(1, 30) * 30) : null,
                TransactionId = purpose == ChargingProfilePurpose.Tx && Maybe(0.5) ? $"{_random.Next(1, 3)}" : null,
                Schedule = new ChargingSchedule
                {
                    StartSchedule = Maybe(0.85) ? Instant().AddDays(days) : null,
                    Duration = Maybe(0.5) ? TimeSpan.FromSeconds(_random.Next(1, 40) * 30) : null,
                    RateUnit = unit,
                    Periods =
                    [
                        .. Enumerable.Range(0, count).Select(i => new ChargingSchedulePeriod(
                            TimeSpan.FromSeconds(i * 30 * _random.Next(1, 3)),
                            unit == LimitUnit.Ampere ? _random.Next(0, 5) * 8 : _random.Next(0, 5) * 3000,
                            Maybe(0.4) ? _random.Next(1, 4) : null)).OrderBy(p => p.Start).DistinctBy(p => p.Start),
                    ],
                    MinChargingRate = Maybe(0.2) ? _random.Next(0, 8) : null,
                },
            },
            purpose == ChargingProfilePurpose.ChargePointMax ? 0 : purpose == ChargingProfilePurpose.Tx ? _random.Next(1, 3) : _random.Next(0, 3),
            Instant());
    }
}
