using System.Text;
using Busbar.Plant.Configuration;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Configuration;

/// <summary>site.json: what it means, and how it is refused.</summary>
public sealed class SitePlanTests
{
    private const string Good = """
        {
          "id": "s",
          "limitW": 100000,
          "buses": [{ "id": "b", "address": "memory:s" }],
          "feeders": [{ "id": "F1", "limitW": 50000 }, { "id": "F2", "limitW": 60000, "parent": "F1" }],
          "modules": [
            { "id": "M1", "family": "uugreen", "bus": "b", "address": 1, "maxW": 40000, "maxA": 133, "minV": 150, "maxV": 1000, "feeder": "F2" },
            { "id": "M2", "family": "infy", "bus": "b", "address": 0, "maxW": 30000, "maxA": 100, "minV": 200, "maxV": 750 }
          ],
          "guns": [
            { "id": "G1", "maxW": 60000, "maxA": 200, "board": { "bus": "b", "address": 1 } },
            { "id": "G2", "maxW": 60000, "maxA": 200, "cableMaxA": 150, "path": "/left", "connector": 7, "secc": false, "weight": 2, "board": { "bus": "b", "address": 2 } }
          ],
          "matrix": { "boards": [{ "bus": "b", "address": 10 }] }
        }
        """;

    private static string[] GoodLines => Good.Split('\n');

    [Theory]
    [InlineData("one-gun", 2, 1, 2)]
    [InlineData("six-guns", 9, 6, 54)]
    [InlineData("seventy-two-guns", 144, 72, 1728)]
    [InlineData("ring-of-six", 6, 3, 9)]
    public void The_examples_load(string name, int modules, int guns, int contactors)
    {
        var plan = SitePlan.Load(Path.Combine(Repo.Root, "examples", "sites", $"{name}.json"));
        Assert.Equal((modules, guns, contactors), (plan.Modules.Count, plan.Guns.Count, plan.Contactors.Count));
        Assert.Equal(name, plan.Id);
        Assert.NotNull(plan.Pep);
        Assert.Equal(plan.Contactors.Count, plan.Contactors.DistinctBy(c => (c.Board, c.Output)).Count());
    }

    [Fact]
    public void What_is_not_said_has_its_default_and_everything_said_arrives()
    {
        var plan = Parse(Good);
        Assert.Equal(("s", "s", "exact", 100_000), (plan.Id, plan.Name, plan.Policy, plan.LimitW));
        Assert.Equal(new GunPlan("G1", "/G1", 1, true, 60_000, 200, 200, 150, 1000, 1, new BoardPlan("b", 1)), plan.Guns[0]);
        Assert.Equal(new GunPlan("G2", "/left", 7, false, 60_000, 200, 150, 150, 1000, 2, new BoardPlan("b", 2)), plan.Guns[1]);
        Assert.Equal(new ModulePlan("M1", "uugreen", "b", 1, 0, null, 40_000, 133, 150, 1000, "F2"), plan.Modules[0]);
        Assert.Equal(["M1-G1", "M1-G2", "M2-G1", "M2-G2"], plan.Contactors.Select(c => c.Id));
        Assert.Equal(new ContactorPlan("M2-G2", "M2", "G2", new BoardPlan("b", 10), 3), plan.Contactors[3]);
    }

    [Fact]
    public void Counted_parts_get_numbers_addresses_paths_and_connectors_in_a_row()
    {
        var plan = Parse(Good.Replace("\"id\": \"G1\",", "\"id\": \"X{n}\", \"count\": 3, \"path\": \"/x/{n}\",", StringComparison.Ordinal).Replace("\"address\": 2 }", "\"address\": 9 }", StringComparison.Ordinal));
        Assert.Equal([("X1", "/x/1", 1, 1), ("X2", "/x/2", 2, 2), ("X3", "/x/3", 3, 3), ("G2", "/left", 7, 9)], plan.Guns.Select(g => (g.Id, g.Path, g.Connector, g.Board.Address)));
    }

    [Fact]
    public void A_list_of_contactors_makes_rings_and_busbars()
    {
        var plan = Parse(Good.Replace("\"boards\":", "\"busbars\": [\"B\"], \"contactors\": [{ \"from\": \"M1\", \"to\": \"B\" }, { \"id\": \"K\", \"from\": \"B\", \"to\": \"G1\" }, { \"from\": \"M2\", \"to\": \"G2\" }], \"boards\":", StringComparison.Ordinal));
        Assert.Equal(["M1-B", "K", "M2-G2"], plan.Contactors.Select(c => c.Id));
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "\"limitW\": 100000", "\"limitW\": -1", "limitW is -1; allowed: more than 0 W" },
        { "\"limitW\": 100000", "\"limitW\": 1e9", "limitW is 1000000000" },
        { "\"limitW\": 100000", "\"limitW\": NaN", "invalid start of a value" },
        { "\"limitW\": 100000", "\"limitKw\": 100", "limitKw: there is no such key" },
        { "\"limitW\": 100000", "\"limitW\": \"100\"", "limitW: the value is of the wrong kind" },
        { "\"limitW\": 100000", "\"policy\": \"fair\"", "policy is fair; allowed: exact, highest-demand-first" },
        { "\"memory:s\"", "\"ethernet:s\"", "buses[0].address is ethernet:s; allowed: memory:NAME" },
        { "\"memory:s\"", "\"udp:10.0.0.1:7\"", "10.0.0.1 in the CAN bus address 'udp:10.0.0.1:7' is not a multicast group" },
        { "\"limitW\": 50000", "\"limitW\": 50000, \"parent\": \"F2\"", "a chain that ends at the grid" },
        { "\"parent\": \"F1\"", "\"parent\": \"F9\"", "feeders[1].parent is F9" },
        { "\"id\": \"F2\"", "\"id\": \"F1\"", "an id that no other has" },
        { "\"uugreen\"", "\"acme\"", "modules[0].family is acme; allowed: uugreen, infy, infy-beg, winline" },
        { "\"bus\": \"b\", \"address\": 1, \"maxW\"", "\"bus\": \"x\", \"address\": 1, \"maxW\"", "modules[0].bus is x; allowed: the id of a bus" },
        { "\"address\": 1, \"maxW\"", "\"address\": 128, \"maxW\"", "modules[0].address is 128; allowed: 1 to 127 for uugreen" },
        { "\"maxA\": 133", "\"maxA\": 0", "modules[0].maxA is 0" },
        { "\"minV\": 200", "\"minV\": 750", "modules[1].maxV is 750; allowed: more than minV" },
        { "\"feeder\": \"F2\"", "\"feeder\": \"F7\"", "modules[0].feeder is F7" },
        { "\"id\": \"M2\"", "\"id\": \"G2\"", "names of modules, guns and busbars that differ" },
        { "\"id\": \"M2\"", "\"id\": \"M2\", \"count\": 2", "modules[1].id is M2; allowed: {n} in it" },
        { "\"id\": \"M2\"", "\"id\": \"M 2\"", "modules[1].id is M 2; allowed: 1 to 48 letters" },
        { "\"maxA\": 133", "\"maxA\": 133, \"maxDischargeA\": 50", "modules[0].maxDischargeA is 50; allowed: 0; for infy-beg" },
        { "\"weight\": 2", "\"weight\": 2, \"maxDischargeA\": -1", "guns[1].maxDischargeA is -1; allowed: 0 to" },
        { "\"weight\": 2", "\"weight\": 2, \"maxDischargeA\": 100", "guns[1].maxDischargeW is 0; allowed: more than 0 together with maxDischargeA" },
        { "\"weight\": 2", "\"weight\": 2, \"maxDischargeA\": 100, \"maxDischargeW\": 1e7", "guns[1].maxDischargeW is 10000000; allowed: 0 W to maxW" },
        { "\"path\": \"/left\"", "\"path\": \"/G1\"", "path /G1 for G1 and G2 is there twice" },
        { "\"connector\": 7", "\"connector\": 1", "connector 1 for G1 and G2 is there twice" },
        { "\"weight\": 2", "\"weight\": 0", "guns[1].weight is 0" },
        { "\"address\": 2 }", "\"address\": 1 }", "board 1 on bus b for G1 and G2 is there twice" },
        { "\"address\": 10", "\"address\": 2", "board 2 on bus b for G2 and matrix.boards[0] is there twice" },
        { "[{ \"bus\": \"b\", \"address\": 10 }]", "[]", "number 1 has none" },
        { "{ \"boards\":", "{ \"blocks\": [{ \"modules\": \"X*\" }], \"boards\":", "matrix.blocks[0].modules is X*" },
        { "{ \"boards\":", "{ \"contactors\": [{ \"from\": \"M1\", \"to\": \"M1\" }], \"boards\":", "matrix.contactors[0].to is M1; allowed: another node than from" },
        { "{ \"boards\":", "{ \"contactors\": [{ \"from\": \"G1\", \"to\": \"G2\" }], \"boards\":", "no contactor between two guns" },
        { "{ \"boards\":", "{ \"contactors\": [{ \"from\": \"M1\", \"to\": \"G1\" }], \"boards\":", "no way from gun G2 to any module" },
        { "{ \"boards\":", "{ \"contactors\": [{ \"from\": \"M9\", \"to\": \"G1\" }], \"boards\":", "matrix.contactors[0].from is M9" },
        { "\"id\": \"s\",", "", "such as: 'id'" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"ocpp\": { \"url\": \"http://x\" },", "ocpp.url is http://x" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"ocpp\": { \"url\": \"ws://x\" },", "guns is connectors 1, 7; allowed: connectors 1 to 2" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"ocpp\": { \"url\": \"ws://x\", \"admission\": \"all\" },", "ocpp.admission is all; allowed: authorised or free" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"ocpp\": { \"url\": \"ws://x\", \"freeTag\": \"\" },", "ocpp.freeTag is " },
        { "\"id\": \"s\",", "\"id\": \"s\", \"vesec\": { \"gunsPerDevice\": 0 },", "vesec.gunsPerDevice is 0" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"vesec\": { \"staleAfterS\": 0.5 },", "vesec.staleAfterS is 0.5; allowed: 1 to 3600 s" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"vesec\": { \"url\": \"mqtt://me:word@host\" },", "vesec.url is one with credentials" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"pep\": { \"port\": 65536 },", "pep.port is 65536" },
        { "\"id\": \"s\",", "\"id\": \"s\", \"pep\": { \"keyFile\": \"s.key\" },", "pep.keyFile is s.key; allowed: none without pep.certificateFile" },
        { "\"id\": \"s\",", "\"id\": \"s\"", "line 3" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named_with_its_line(string good, string bad, string expected)
    {
        var text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        var e = Assert.Throws<SiteFileException>(() => Parse(text));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith($"site.json, line {e.Line}: ", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Line!.Value, 1, GoodLines.Length);
    }

    [Theory]
    [InlineData("{ \"MeterValueSampleInterval\": \"-1\" }", "ocpp.configuration.MeterValueSampleInterval is -1; allowed: 0 to 86400")]
    [InlineData("{ \"SampleInterval\": \"1\" }", "ocpp.configuration.SampleInterval is 1; allowed: a configuration key of OCPP 1.6")]
    public void A_configuration_key_of_the_charge_point_is_checked_like_one_that_the_central_system_sends(string configuration, string expected)
    {
        var text = Good.Replace("\"connector\": 7", "\"connector\": 2", StringComparison.Ordinal)
            .Replace("\"id\": \"s\",", $"\"id\": \"s\", \"ocpp\": {{ \"url\": \"ws://x\", \"configuration\": {configuration} }},", StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<SiteFileException>(() => Parse(text)).Message, StringComparison.Ordinal);
        Assert.Equal("60", Parse(text.Replace(configuration, "{ \"MeterValueSampleInterval\": \"60\" }", StringComparison.Ordinal)).Ocpp!.Configuration["MeterValueSampleInterval"]);
    }

    [Fact]
    public void The_line_is_that_of_the_value()
    {
        Assert.Equal(8, Assert.Throws<SiteFileException>(() => Parse(Good.Replace("\"minV\": 200", "\"minV\": -5", StringComparison.Ordinal))).Line);
        Assert.Equal(12, Assert.Throws<SiteFileException>(() => Parse(Good.Replace("\"weight\": 2", "\"weight\": -5", StringComparison.Ordinal))).Line);
    }

    [Fact]
    public void A_file_that_is_not_there_or_empty_is_named()
    {
        Assert.Contains("/nowhere/site.json", Assert.Throws<SiteFileException>(() => SitePlan.Load("/nowhere/site.json")).Message, StringComparison.Ordinal);
        Assert.Throws<SiteFileException>(() => Parse(""));
        Assert.Throws<SiteFileException>(() => Parse("null"));
        Assert.Throws<SiteFileException>(() => Parse("[]"));
    }

    private static SitePlan Parse(string text) => SitePlan.Parse(Encoding.UTF8.GetBytes(text), "site.json");
}
