using Busbar.Lab.Sites;
using Busbar.Lab.Worlds;
using Busbar.Links.Can;

namespace Busbar.Lab.Tests.Sites;

public sealed class WorldSiteTests
{
    private const string SixByNine = """
        {
          "seed": 3,
          "sites": [
            {
              "id": "site-1",
              "buses": [{ "id": "can0", "address": "memory:world-site" }],
              "modules": [{ "id": "M", "count": 9, "family": "uugreen", "bus": "can0", "address": 1 }],
              "guns": [{ "id": "GUN", "count": 6, "board": { "bus": "can0", "address": 1 } }],
              "boards": [{ "bus": "can0", "address": 1, "count": 2 }],
              "visits": [{ "gun": "GUN2", "afterS": 1, "socPct": 30, "leavesAfterS": 5 }],
              "faults": [{ "atS": 2, "kind": "weld", "part": "M1-GUN2", "forS": 1 }]
            }
          ]
        }
        """;

    [Fact]
    public void A_site_of_nine_modules_and_six_guns_is_read_and_built()
    {
        var plan = Load(SixByNine);
        var layout = new WorldSiteLayout(Assert.Single(plan.Sites));
        Assert.Equal(54, layout.Contactors.Count);
        Assert.Equal(("M1-GUN1", "M9-GUN6"), (layout.ContactorNames[0], layout.ContactorNames[53]));
        using var bus = new Owned(CanBuses.Open("memory:world-site"));
        using var site = layout.Build([bus.Bus], (_, _, _) => new DirectModule());
        Assert.Equal([32, 22], site.ContactorBoards.Select(b => b.Cycles.Length));
        Assert.Equal("M9-GUN6", site.Physics.Contactors[53].Name);
    }

    [Fact]
    public void Vehicles_come_and_go_and_faults_happen_as_planned()
    {
        var plan = Load(SixByNine);
        using var bus = new Owned(CanBuses.Open("memory:world-site-visits"));
        using var site = new WorldSiteLayout(plan.Sites[0]).Build([bus.Bus], (_, _, _) => new DirectModule());
        var players = new WorldSitePlayers(plan.Sites[0], site, plan.Seed);
        Run(0.9);
        Assert.Null(site.PluggedIn[1]);
        Run(0.3);
        Assert.Equal(30, site.PluggedIn[1]!.Vehicle.SocPct);
        Assert.Equal(ContactorFault.None, site.Physics.Contactors[1].Fault);
        Run(1);
        Assert.Equal(ContactorFault.Welded, site.Physics.Contactors[1].Fault);
        Run(1);
        Assert.Equal(ContactorFault.None, site.Physics.Contactors[1].Fault);
        Run(4);
        Assert.Null(site.PluggedIn[1]);

        void Run(double seconds)
        {
            for (var t = 0.0; t < seconds - 1e-9; t += 0.01)
            {
                players.Advance(site.Physics.Now);
                site.Step(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    [Theory]
    [InlineData("\"uugreen\", \"bus\": \"can0\"", "\"uugreen\", \"bus\": \"can9\"", "sites[0].modules[0].bus, line 7: there is no bus 'can9'; known: can0")]
    [InlineData("\"count\": 9", "\"count\": 0", "sites[0].modules[0].count, line 7: count is 0; allowed: 1 to 256")]
    [InlineData("\"count\": 2", "\"count\": 1", "line 9: 54 contactors need 2 boards, there are 1")]
    [InlineData("\"socPct\": 30", "\"socPct\": 130", "sites[0].visits[0].socPct, line 10: socPct is 130; allowed: 0 to 100")]
    [InlineData("\"GUN2\", \"afterS\"", "\"GUN7\", \"afterS\"", "sites[0].visits[0].gun, line 10: there is no gun 'GUN7'")]
    [InlineData("\"weld\"", "\"melt\"", "sites[0].faults[0].kind, line 11: there is no kind of fault 'melt'")]
    [InlineData("M1-GUN2", "M1-GUN9", "sites[0].faults[0].part, line 11: there is no part for weld 'M1-GUN9'")]
    [InlineData("\"family\"", "\"famly\"", "line 7")]
    public void A_wrong_site_is_refused_with_its_line(string good, string wrong, string text)
    {
        var changed = SixByNine.Replace(good, wrong, StringComparison.Ordinal);
        Assert.NotEqual(SixByNine, changed);
        Assert.Contains(text, Assert.Throws<ArgumentException>(() => Load(changed)).Message, StringComparison.Ordinal);
    }

    private static WorldPlan Load(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return WorldPlan.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Owned(ICanBus bus) : IDisposable
    {
        public ICanBus Bus => bus;

        public void Dispose() => bus.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
