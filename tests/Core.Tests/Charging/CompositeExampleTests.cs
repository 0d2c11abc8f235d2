using System.Text.Json;
using Busbar.Core.Charging;
using Busbar.Core.Units;
using Busbar.Tests;

namespace Busbar.Core.Tests.Charging;

/// <summary>The worked examples of CompositeExamples.json: [start in s, limit or null, source, phases].</summary>
public sealed class CompositeExampleTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Example[] All = JsonSerializer.Deserialize<Example[]>(
        File.ReadAllText(Path.Combine(Repo.Root, "tests/Core.Tests/Charging/CompositeExamples.json")), Json)!;

    public static TheoryData<string> Names => [.. All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_composite_schedule_is_the_expected_one(string name)
    {
        var example = All.Single(e => e.Name == name);
        var unit = UnitOf(example.Unit);
        var context = example.Context ?? new ExampleContext();
        var schedule = CompositeSchedule.Compute(
            example.Profiles.Select(p => p.Build()),
            new ChargingContext
            {
                ConnectorId = context.Connector,
                TransactionStart = context.TransactionStart,
                TransactionId = context.TransactionId,
                VoltageV = context.VoltageV,
                Phases = context.Phases,
                LocalLimit = context.LocalW is { } w ? Limit.Watts(w, "local") : null,
            },
            example.From,
            TimeSpan.FromSeconds(example.DurationS),
            unit);

        Assert.Equal<IEnumerable<string>>(
            example.Expect.Select(e => $"{e[0].GetDouble()} s: {(e[1].ValueKind == JsonValueKind.Null ? double.PositiveInfinity : e[1].GetDouble())} {unit} {e[2].GetString()}"),
            schedule.Periods.Select(p => $"{p.Start.TotalSeconds} s: {Math.Round(p.Limit.Value, 6)} {unit} {p.Limit.Source.Split(',')[0]}"));
        Assert.All(example.Expect.Zip(schedule.Periods).Where(x => x.First.Length > 3), x => Assert.Equal(x.First[3].GetInt32(), x.Second.Phases));
        Assert.Equal(TimeSpan.FromSeconds(example.DurationS), schedule.Duration);
    }

    private static LimitUnit UnitOf(string unit) => unit == "W" ? LimitUnit.Watt : LimitUnit.Ampere;

    private sealed record Example(
        string Name, ExampleContext? Context, DateTimeOffset From, int DurationS, string Unit, ExampleProfile[] Profiles, JsonElement[][] Expect);

    private sealed record ExampleContext(
        int Connector = 1, DateTimeOffset? TransactionStart = null, string? TransactionId = null, double VoltageV = 230, int Phases = 3, double? LocalW = null);

    private sealed record ExampleProfile(
        int Id, string Purpose, string Kind, string Unit, double[][] Periods, int Connector = 0, int Stack = 0, string? Recurrency = null,
        DateTimeOffset? Start = null, int? Lasts = null, DateTimeOffset? ValidFrom = null, DateTimeOffset? ValidTo = null,
        string? Transaction = null, DateTimeOffset Installed = default)
    {
        public InstalledProfile Build() => new(
            new ChargingProfile
            {
                Id = Id,
                StackLevel = Stack,
                Purpose = Enum.Parse<ChargingProfilePurpose>(Purpose),
                Kind = Enum.Parse<ChargingProfileKind>(Kind),
                Recurrency = Recurrency is null ? null : Enum.Parse<ChargingRecurrency>(Recurrency),
                ValidFrom = ValidFrom,
                ValidTo = ValidTo,
                TransactionId = Transaction,
                Schedule = new ChargingSchedule
                {
                    StartSchedule = Start,
                    Duration = Lasts is { } s ? TimeSpan.FromSeconds(s) : null,
                    RateUnit = UnitOf(Unit),
                    Periods = [.. Periods.Select(p => new ChargingSchedulePeriod(TimeSpan.FromSeconds(p[0]), p[1], p.Length > 2 ? (int)p[2] : null))],
                },
            },
            Connector,
            Installed);
    }
}
