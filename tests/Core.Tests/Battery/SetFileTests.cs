using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Busbar.Core.Battery;
using Busbar.Core.Battery.Files;
using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Battery;

public sealed class SetFileTests
{
    private static CellParameters Chen => ParameterSets.Get("Chen2020");

    /// <summary>Chen2020 as a BPX file.</summary>
    private static JsonObject Bpx()
    {
        var health = ElectrodeHealth.Of(Chen);
        JsonObject Electrode(ElectrodeParameters e, string ocp, double least, double most) => new()
        {
            ["Particle radius [m]"] = e.ParticleRadiusM,
            ["Thickness [m]"] = e.ThicknessM,
            ["Diffusivity [m2.s-1]"] = e.DiffusivityM2PerS,
            ["OCP [V]"] = ocp,
            ["Conductivity [S.m-1]"] = e.ConductivitySPerM,
            ["Surface area per unit volume [m-1]"] = e.SurfacePerVolume,
            ["Porosity"] = e.Porosity,
            ["Transport efficiency"] = e.ElectrolyteEfficiency,
            ["Reaction rate constant [mol.m-2.s-1]"] = e.ExchangeRate * Math.Sqrt(1000) * e.MaxConcentrationMolPerM3 / Physics.Faraday,
            ["Reaction rate constant activation energy [J.mol-1]"] = e.ExchangeActivationJPerMol,
            ["Minimum stoichiometry"] = least,
            ["Maximum stoichiometry"] = most,
            ["Maximum concentration [mol.m-3]"] = e.MaxConcentrationMolPerM3,
        };
        return new JsonObject
        {
            ["Header"] = new JsonObject { ["BPX"] = "0.4.0", ["Title"] = "LG M50", ["Model"] = "DFN" },
            ["Parameterisation"] = new JsonObject
            {
                ["Cell"] = new JsonObject
                {
                    ["Electrode area [m2]"] = Chen.AreaM2,
                    ["Number of electrode pairs connected in parallel to make a cell"] = 1,
                    ["Nominal cell capacity [A.h]"] = 5.0,
                    ["Lower voltage cut-off [V]"] = 2.5,
                    ["Upper voltage cut-off [V]"] = 4.2,
                    ["Reference temperature [K]"] = 298.15,
                    ["Density [kg.m-3]"] = 2000.0,
                    ["Specific heat capacity [J.K-1.kg-1]"] = 900.0,
                    ["External surface area [m2]"] = 0.00531,
                    ["Volume [m3]"] = 2.42e-5,
                },
                ["Electrolyte"] = new JsonObject
                {
                    ["Initial concentration [mol.m-3]"] = 1000,
                    ["Cation transference number"] = 0.2594,
                    ["Diffusivity [m2.s-1]"] = "8.794e-11 * (x / 1000) ** 2 - 3.972e-10 * (x / 1000) + 4.862e-10",
                    ["Conductivity [S.m-1]"] = "0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)",
                },
                ["Negative electrode"] = Electrode(Chen.Negative, "1.9793 * exp(-39.3631 * x) + 0.2482 - 0.0909 * tanh(29.8538 * (x - 0.1234)) - 0.04478 * tanh(14.9159 * (x - 0.2769)) - 0.0205 * tanh(30.4444 * (x - 0.6103))", health.X0, health.X100),
                ["Positive electrode"] = Electrode(Chen.Positive, "-0.8090 * x + 4.4875 - 0.0428 * tanh(18.5138 * (x - 0.5542)) - 17.7326 * tanh(15.7890 * (x - 0.3117)) + 17.5842 * tanh(15.9308 * (x - 0.3120))", health.Y100, health.Y0),
                ["Separator"] = new JsonObject { ["Thickness [m]"] = 12e-6, ["Porosity"] = 0.47, ["Transport efficiency"] = Math.Pow(0.47, 1.5) },
                ["User-defined"] = new JsonObject(),
            },
        };
    }

    private static JsonObject Part(JsonObject bpx, string name) => bpx["Parameterisation"]![name]!.AsObject();

    private static TwinPoint Discharged(CellParameters cell, double temperatureK)
    {
        var simulator = new TwinSimulator(new TwinOptions { Cell = cell, Model = TwinModel.Dfn, Mesh = TwinMesh.Own, TemperatureK = temperatureK });
        return simulator.Run(TwinLoad.Current(-5), new TwinStop { DurationS = 1800 }, 60).Point;
    }

    [Theory]
    [InlineData(298.15)]
    [InlineData(308.15)]
    public void A_cell_as_BPX_is_the_cell_itself(double temperatureK)
    {
        var read = SetFile.Parse(Bpx().ToJsonString(), "mine");
        Assert.Equal(ElectrodeHealth.Of(Chen).CapacityAh, ElectrodeHealth.Of(read).CapacityAh, 6);
        Assert.Equal(Discharged(Chen, temperatureK).VoltageV, Discharged(read, temperatureK).VoltageV, 5);
        Assert.Null(read.Thermal);
    }

    [Fact]
    public void A_table_in_place_of_an_expression_gives_nearly_the_same_cell()
    {
        var bpx = Bpx();
        var x = Enumerable.Range(0, 401).Select(i => 0.005 + 0.99 * i / 400).ToArray();
        Part(bpx, "Negative electrode")["OCP [V]"] = JsonSerializer.SerializeToNode(new { x, y = x.Select(s => Chen.Negative.OpenCircuitV.At(s)) });
        Assert.Equal(Discharged(Chen, 298.15).VoltageV, Discharged(SetFile.Parse(bpx.ToJsonString(), "mine"), 298.15).VoltageV, 3);
    }

    [Fact]
    public void A_heat_transfer_among_the_users_own_fields_makes_it_thermal()
    {
        var bpx = Bpx();
        Part(bpx, "User-defined")["Heat transfer coefficient [W.m-2.K-1]"] = 10;
        var simulator = new TwinSimulator(new TwinOptions { Cell = SetFile.Parse(bpx.ToJsonString(), "mine"), Thermal = TwinThermal.Lumped });
        Assert.InRange(simulator.Run(TwinLoad.Current(-5), new TwinStop { DurationS = 1800 }, 60).Point.TemperatureK, 300, 320);
    }

    public static TheoryData<string, string, string?, string> Faulty => new()
    {
        { "Negative electrode", "Porosity", null, "Parameterisation / Negative electrode / Porosity is missing: it holds both pores and solid." },
        { "Negative electrode", "Particle radius [m]", "5.86", "Negative.ParticleRadiusM is 5.86" },
        { "Positive electrode", "OCP [V]", "\"4 - x +\"", "a number, x or a function is missing" },
        { "Positive electrode", "OCP [V]", "\"system('rm')\"", "\"system\" is not known" },
        { "Positive electrode", "OCP [V]", "{\"x\": [0, 1], \"y\": [4]}", "2 and 1" },
        { "Positive electrode", "OCP [V]", "{\"x\": [0, 0.5, 0.4], \"y\": [4, 3, 2]}", "x rises" },
        { "Positive electrode", "Diffusivity [m2.s-1]", "\"4e-15 * (1 + x)\"", "one diffusivity" },
        { "Positive electrode", "Particle", "{}", "not blends" },
        { "Separator", "Transport efficiency", "1.2", "Transport efficiency is 1.2" },
        { "Cell", "Number of cells connected in series to make a battery", "4", "the twin is one cell" },
        { "Cell", "Nominal cell capacity [A.h]", "\"five\"", "is \"five\"; it is a number" },
        { "Cell", "Upper voltage cut-off [V]", "2.4", "MaxVoltageV is 2.4" },
        { "Electrolyte", "Conductivity [S.m-1]", "-1", "ConductivitySPerM (at rest) is -1" },
    };

    [Theory, MemberData(nameof(Faulty))]
    public void A_fault_is_named_with_its_place_and_reason(string part, string field, string? json, string expected)
    {
        var bpx = Bpx();
        if (json is null) Part(bpx, part).Remove(field);
        else Part(bpx, part)[field] = JsonNode.Parse(json);
        Assert.Contains(expected, Assert.Throws<FormatException>(() => SetFile.Parse(bpx.ToJsonString(), "mine")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var bpx = Bpx();
        foreach (var part in new[] { "Negative electrode", "Positive electrode" })
        {
            Part(bpx, part).Remove("Porosity");
            Part(bpx, part).Remove("OCP [V]");
        }
        var lines = Assert.Throws<FormatException>(() => SetFile.Parse(bpx.ToJsonString(), "mine")).Message.Split('\n');
        Assert.Equal(4, lines.Length);
        var both = Assert.Throws<FormatException>(() => SetFile.Parse("""{"basedOn": "Chen2020", "heightM": -1, "width": 1}""", "file")).Message;
        Assert.Contains("HeightM is -1", both, StringComparison.Ordinal);
        Assert.Contains("width is not known", both, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_layout_changes_what_it_names_and_keeps_the_rest()
    {
        var read = SetFile.Parse("""
            {
              // a cell with thicker electrodes
              "name": "Thick", "basedOn": "OKane2022", "nominalCapacityAh": 6,
              "negative": { "thicknessM": 100e-6, "mechanics": { "reactionLossM3PerMol": 1e-6 } },
              "electrolyte": { "conductivitySPerM": "0.9 + 1e-5 * x", "conductivityActivationJPerMol": 17000 },
              "ageing": { "platingRateMPerS": 1e-10 },
            }
            """, "file");
        var from = ParameterSets.Get("OKane2022");
        Assert.Equal(("Thick", 6.0, 100e-6, from.Negative.Porosity), (read.Name, read.NominalCapacityAh, read.Negative.ThicknessM, read.Negative.Porosity));
        Assert.Equal(from.Negative.Mechanics! with { ReactionLossM3PerMol = 1e-6 }, read.Negative.Mechanics);
        Assert.Equal(from.Ageing with { PlatingRateMPerS = 1e-10 }, read.Ageing);
        Assert.Equal(0.91, read.Electrolyte.ConductivitySPerM.At(1000, 298.15), 9);
        Assert.Equal(0.91 * Physics.Arrhenius(17000, 308.15), read.Electrolyte.ConductivitySPerM.At(1000, 308.15), 9);
        Assert.Same(from.Positive.OpenCircuitV, read.Positive.OpenCircuitV);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[1]", "holds no object")]
    [InlineData("{", "no JSON")]
    [InlineData("{}", "nominalCapacityAh is missing")]
    [InlineData("{\"basedOn\": \"Chen2021\"}", "names no set")]
    [InlineData("{\"basedOn\": \"Chen2020\", \"nominalCapacityAH\": 5}", "nominalCapacityAH is not known; allowed: ageing")]
    [InlineData("{\"basedOn\": \"Chen2020\", \"negative\": {\"porosity\": 1.5}}", "Negative.Porosity is 1.5")]
    [InlineData("{\"basedOn\": \"Chen2020\", \"negative\": 3}", "is 3; it is an object")]
    [InlineData("{\"basedOn\": \"Chen2020\", \"ageing\": {\"seiLithiumPerMol\": 0}}", "ageing / seiLithiumPerMol is 0")]
    [InlineData("{\"Header\": {\"BPX\": \"0.4.0\"}}", "Parameterisation is missing")]
    public void What_is_no_set_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => SetFile.Parse(json, "file")).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_files_are_refused_and_never_more()
    {
        var (text, chance) = (Bpx().ToJsonString(), new Random(11));
        for (var i = 0; i < 300; i++)
        {
            var letters = text.ToCharArray();
            for (var n = 0; n < 3; n++) letters[chance.Next(letters.Length)] = "{}[]\",:019.eE-x "[chance.Next(16)];
            try
            {
                Assert.Empty(SetFile.Parse(new string(letters), "mine").Faults());
            }
            catch (FormatException e)
            {
                Assert.True(e.Message.Length > 10, e.Message.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
