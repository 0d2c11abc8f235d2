using System.Text;
using Busbar.Hub.Sites;
using Busbar.Lab.Worlds;
using Busbar.Plant.Configuration;

namespace Busbar.House.Tests.Sites;

/// <summary>A site's file as a site of the lab.</summary>
public sealed class SimulatedSiteTests
{
    [Theory]
    [InlineData("one-gun")]
    [InlineData("six-guns")]
    [InlineData("seventy-two-guns")]
    [InlineData("bench")]
    public void Every_example_can_be_played_with_the_same_names_boards_and_contactors(string name)
    {
        var plan = SitePlan.Load(SiteProgram.Example(name));
        var layout = new WorldSiteLayout(SimulatedSite.Of(plan, pace: 1));
        Assert.Equal(plan.Guns.Select(g => g.Id), layout.Guns);
        Assert.Equal(plan.Modules.Select(m => m.Id), layout.Modules);
        Assert.Equal(plan.Contactors.Select(c => (c.From, c.To)), layout.Contactors.Select(c => (c.From, c.To)));
        Assert.Equal(plan.Contactors.Select(c => (c.Board.Bus, c.Board.Address)).Distinct(), layout.BoardAddresses);
        Assert.Equal(plan.Guns.Select(g => (g.Board.Bus, g.Board.Address)), layout.GunBoardAddresses);
    }

    [Fact]
    public void What_the_lab_cannot_play_is_refused_with_the_reason()
    {
        var blocks = Of(""" "matrix": { "blocks": [{ "guns": "G1", "boards": [{ "bus": "b", "address": 10 }] }, { "guns": "G2", "boards": [{ "bus": "b", "address": 11 }] }] } """, "");
        Assert.Contains("contactor M1-G2 is not output 2", Assert.Throws<ArgumentException>(() => SimulatedSite.Of(blocks, null)).Message, StringComparison.Ordinal);
        var path = Of(""" "matrix": { "boards": [{ "bus": "b", "address": 10 }] } """, """ "path": "/{n}", """);
        Assert.Contains("the path of G1 is /1", Assert.Throws<ArgumentException>(() => SimulatedSite.Of(path, null)).Message, StringComparison.Ordinal);
    }

    private static SitePlan Of(string matrix, string path) => SitePlan.Parse(
        Encoding.UTF8.GetBytes($$"""
        {
          "id": "x", "buses": [{ "id": "b", "address": "memory:b" }],
          "modules": [{ "id": "M{n}", "count": 2, "family": "infy", "bus": "b", "address": 1, "maxW": 1000, "maxA": 10, "minV": 150, "maxV": 1000 }],
          "guns": [{ "id": "G{n}", "count": 2, {{path}} "maxW": 1000, "maxA": 10, "board": { "bus": "b", "address": 1 } }],
          {{matrix}}
        }
        """), "test");
}
