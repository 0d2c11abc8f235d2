using Busbar.Lab.Commands;
using Busbar.Lab.Tests.Support;
using Busbar.Lab.Worlds;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Worlds;

public sealed class WorldTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"busbar-world-{Guid.NewGuid():N}.json");

    [Fact]
    public void The_demo_has_the_anomaly_lab_and_ten_chargers_and_the_idle_site_has_no_vehicles()
    {
        var demo = WorldPlan.Load("demo");
        Assert.True(demo.Anomaly);
        Assert.Equal(10, demo.Chargers.Count);
        Assert.Equal("SIM-01", demo.Chargers[0].Id);
        Assert.All(demo.Chargers, c => Assert.NotNull(c.Pace));
        var idle = WorldPlan.Load("idle-site");
        Assert.False(idle.Anomaly);
        Assert.All(idle.Chargers, c => Assert.Null(c.Pace));
    }

    [Fact]
    public void The_number_of_chargers_and_the_speed_can_be_chosen()
    {
        var plan = LabCommands.PlanOf(new LabWorldOptions { Url = new Uri("ws://x"), Chargers = 3, Speed = 20, World = "idle-site" });
        Assert.Equal((3, 20.0, null), (plan.Chargers.Count, plan.Speed, plan.Chargers[2].Pace));
    }

    [Fact]
    public void A_file_may_have_comments_and_leaves_the_rest_to_defaults()
    {
        File.WriteAllText(_path, """
            {
              "speed": 10, // fast
              "chargers": [ { "id": "A", "dc": true, "connectors": 2 }, { "id": "B", "pace": 3 } ],
            }
            """);
        var plan = WorldPlan.Load(_path);
        Assert.Equal((10.0, false, 2), (plan.Speed, plan.Anomaly, plan.Chargers.Count));
        Assert.Equal(new WorldCharger { Id = "A", Dc = true, Connectors = 2 }, plan.Chargers[0]);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("null", "null")]
    [InlineData("{\n\"sped\":1}", "sped")]
    [InlineData("{\"speed\":\"fast\"}", "$.speed")]
    [InlineData("{\"speed\":0}", "0.01 to 1000")]
    [InlineData("{\"chargers\":[{}]}", "id")]
    [InlineData("{\"chargers\":[{\"id\":\"\"}]}", "1 to 48")]
    [InlineData("{\"chargers\":[{\"id\":\"A\",\"connectors\":9}]}", "connectors of A")]
    [InlineData("{\"chargers\":[{\"id\":\"A\",\"pace\":-1}]}", "pace of A")]
    [InlineData("{\"chargers\":[{\"id\":\"A\",\"meterIntervalS\":0}]}", "meterIntervalS of A")]
    [InlineData("{\"chargers\":[{\"id\":\"A\"},{\"id\":\"A\"}]}", "same id")]
    public void A_wrong_file_is_refused_with_what_is_wrong_in_it(string json, string named)
    {
        File.WriteAllText(_path, json);
        var message = Assert.Throws<ArgumentException>(() => WorldPlan.Load(_path)).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(_path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_that_there_are() =>
        Assert.Contains("demo, idle-site", Assert.Throws<ArgumentException>(() => WorldPlan.Load("atlantis")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_world_charges_and_everything_that_it_sends_is_valid()
    {
        await using var central = new TcpCentral();
        using var stop = new CancellationTokenSource();
        var plan = new WorldPlan { Speed = 60, Chargers = WorldPlan.MakeChargers(6, pace: 20) };
        var running = LabWorld.RunAsync(plan, central.Url, api: null, pepUrl: null, "DEMO", TimeProvider.System, log: null, stop.Token);
        await Until.TrueAsync(() => central.Of<StopTransactionRequest>().Length >= 3 && central.Of<MeterValuesRequest>().Length > 20, "sessions");
        await stop.CancelAsync();
        await running;

        Assert.Empty(central.Troubles);
        Assert.Equal(6, central.Of<BootNotificationRequest>().Length);
        Assert.All(central.Of<StartTransactionRequest>(), s => Assert.Equal("DEMO", s.IdTag));
        var powers = central.Of<MeterValuesRequest>().SelectMany(m => m.MeterValue[0].SampledValue).Where(v => v.Measurand == Measurand.PowerActiveImport).Select(v => double.Parse(v.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(powers.Max(), 5_000, 150_000);
    }

    public void Dispose() => File.Delete(_path);
}
