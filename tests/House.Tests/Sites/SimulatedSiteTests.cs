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
        Assert.Contains("the path of G1 is /1", Assert.Throws<ArgumentException>(() => SimulatedSite.Of(path, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M3-GUN2:weld@60", "weld", "M3-GUN2", 60, null)]
    [InlineData("M4:moduleLoss@30-50.5", "moduleLoss", "M4", 30, 20.5)]
    [InlineData("GUN1:seccVanish", "seccVanish", "GUN1", 0, null)]
    public void A_fault_is_a_part_a_kind_and_when(string text, string kind, string part, double atS, double? forS) =>
        Assert.Equal(new WorldFault { Kind = kind, Part = part, AtS = atS, ForS = forS }, WorldFault.Parse(text, SimulatedSite.Of(SitePlan.Load(SiteProgram.Example("six-guns")), pace: 1)));

    [Theory]
    [InlineData("", "it does not begin with a part, a colon and a kind")]
    [InlineData("GUN1:seccVanish@1@2", "it does not begin with a part, a colon and a kind")]
    [InlineData("M4:melts", "there is no kind 'melts'; allowed: weld, stuck, boardLoss")]
    [InlineData("M40:moduleLoss", "there is no part 'M40' for moduleLoss; known: M1, M2")]
    [InlineData("M4:weld", "there is no part 'M4' for weld; known: M1-GUN1")]
    [InlineData("M4:moduleLoss@soon", "'soon' is no time in seconds")]
    [InlineData("M4:moduleLoss@-5", "'-5' is no time in seconds")]
    [InlineData("M4:moduleLoss@9-8", "'8' is no time in seconds after 9")]
    public void A_fault_that_cannot_be_is_refused_with_what_is_allowed(string text, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => WorldFault.Parse(text, SimulatedSite.Of(SitePlan.Load(SiteProgram.Example("six-guns")), pace: 1))).Message, StringComparison.Ordinal);

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
