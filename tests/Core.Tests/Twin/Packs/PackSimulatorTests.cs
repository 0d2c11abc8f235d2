using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Packs;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Packs;

public sealed class PackSimulatorTests
{
    private static readonly CellParameters Chen = ParameterSets.Get("Chen2020");

    private static PackOptions Pack(int strings = 1, int series = 4, int parallel = 1, CellParameters? cell = null) => new()
    {
        Cell = cell ?? Chen,
        Strings = [.. Enumerable.Repeat(PackString.Of(series, parallel), strings)],
    };

    private static PackSpread Wide(ulong seed) => new() { Capacity = 0.03, Resistance = 0.1, Soc = 0.02, TemperatureK = 6, Seed = seed };

    [Fact]
    public void A_pack_of_equal_cells_is_its_cell_times_its_numbers()
    {
        var options = Pack(strings: 3, series: 5, parallel: 2) with { TabOhm = 0, BarOhm = 0, ContactorOhm = 0 };
        var pack = new PackSimulator(options);
        var cell = new ReducedCell(new ReducedOptions { Cell = Chen });
        var state = new double[cell.Count];
        cell.Rest(ReducedHealth.New, 0.5, Chen.ReferenceTemperatureK, state);
        for (var i = 0; i < 200; i++)
        {
            var currentA = i % 40 < 20 ? -5 : 3;
            pack.Step(TwinLoad.Current(6 * currentA), 5);
            cell.Step(state, ReducedHealth.New, currentA, 5, Chen.ReferenceTemperatureK);
            Assert.Equal(5 * cell.VoltageV(state, ReducedHealth.New, currentA), pack.Now().VoltageV, 8);
            Assert.Equal(currentA, pack.CellCurrentA(7), 8);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Currents_add_up_at_every_knot_and_power_is_accounted_for(ulong seed)
    {
        var options = Pack(strings: 3, series: 6, parallel: 3) with { Spread = Wide(seed), StateOfHealth = 0.75, Balancing = new PackBalancing { StartV = 0.001, LeastV = Chen.MinVoltageV, MostC = 20 } };
        var pack = new PackSimulator(options);
        TwinLoad[] loads = [TwinLoad.Current(-30), TwinLoad.Power(400), TwinLoad.Voltage(22.5), TwinLoad.Current(0)];
        for (var i = 0; i < 120; i++)
        {
            var before = (pack.EnergyWh, pack.WiringLossWh, pack.BleedLossWh);
            pack.Step(loads[i / 30], 1);
            Check(pack, options);
            Assert.True(pack.WiringLossWh >= before.WiringLossWh && pack.BleedLossWh >= before.BleedLossWh);
        }
    }

    private static void Check(PackSimulator pack, PackOptions options)
    {
        var now = pack.Now();
        var cell = 0;
        var (sumA, inCellsW, wiringW, bleedW) = (0.0, 0.0, 0.0, 0.0);
        for (var s = 0; s < options.Strings.Count; s++)
        {
            var (stringA, stringV) = (pack.StringCurrentA(s), 0.0);
            sumA += stringA;
            foreach (var group in options.Strings[s].Groups)
            {
                var groupV = pack.CellVoltageV(cell) + options.TabOhm * pack.CellCurrentA(cell);
                var groupA = 0.0;
                for (var c = 0; c < group.Cells; c++, cell++)
                {
                    Assert.Equal(groupV, pack.CellVoltageV(cell) + options.TabOhm * pack.CellCurrentA(cell), 8);
                    groupA += pack.CellCurrentA(cell);
                    inCellsW += pack.CellVoltageV(cell) * pack.CellCurrentA(cell);
                    wiringW += options.TabOhm * Math.Pow(pack.CellCurrentA(cell), 2);
                }

                var bledA = stringA - groupA;
                Assert.True(Math.Abs(bledA) < 1e-7 || Math.Abs(bledA - groupV / options.Balancing!.BleedOhm) < 1e-6, $"{bledA} A leave group of {groupV} V");
                bleedW += bledA * groupV;
                stringV += groupV;
            }

            var ohm = options.ContactorOhm + options.BarOhm * options.Strings[s].Groups.Count;
            Assert.Equal(now.VoltageV, stringV + ohm * stringA, 7);
            wiringW += ohm * stringA * stringA;
        }

        Assert.Equal(now.CurrentA, sumA, 8);
        Assert.Equal(now.CurrentA * now.VoltageV, inCellsW + wiringW + bleedW, 6);
    }

    [Fact]
    public void Charge_is_conserved_in_every_cell()
    {
        var pack = new PackSimulator(Pack(strings: 2, series: 3, parallel: 2) with { Spread = Wide(5), Thermal = TwinThermal.Isothermal });
        var before = Enumerable.Range(0, pack.CellCount).Select(c => pack.CellSocPct(c) / 100 * pack.CellCapacityAh(c)).ToArray();
        var throughAh = new double[pack.CellCount];
        for (var i = 0; i < 600; i++)
        {
            var load = TwinLoad.Current(i < 300 ? -8 : 5);
            pack.Step(load, 2);
            for (var c = 0; c < pack.CellCount; c++) throughAh[c] += pack.CellCurrentA(c) * 2 / 3600;
        }

        // The current told is that at the end of each hold, the current taken that at its beginning: they differ by a step.
        for (var c = 0; c < pack.CellCount; c++)
            Assert.Equal(throughAh[c], pack.CellSocPct(c) / 100 * pack.CellCapacityAh(c) - before[c], 2);
    }

    [Fact]
    public void A_cell_of_less_capacity_in_a_group_takes_less_of_the_current_once_it_has_run_ahead()
    {
        var pack = new PackSimulator(Pack(series: 1, parallel: 2) with { Spread = new PackSpread { Capacity = 0.1, Seed = 3 }, InitialSoc = 0.9 });
        var small = pack.CellCapacityAh(0) < pack.CellCapacityAh(1) ? 0 : 1;
        for (var i = 0; i < 600; i++) pack.Step(TwinLoad.Current(-5), 5);
        Assert.True(pack.CellCurrentA(small) > pack.CellCurrentA(1 - small), "less is taken out of the smaller one");
        Assert.Equal(-5, pack.CellCurrentA(0) + pack.CellCurrentA(1), 8);
    }

    [Theory]
    [InlineData("Chen2020", 0.8)]
    [InlineData("Prada2013", 0.5)]
    [InlineData("Ai2020", 0.65)]
    public void A_second_life_pack_holds_the_share_that_was_said(string set, double health)
    {
        var cell = ParameterSets.Get(set);
        var (old, young) = (new PackSimulator(Pack(series: 1, cell: cell) with { StateOfHealth = health }), new PackSimulator(Pack(series: 1, cell: cell)));
        Assert.Equal(health, old.CellCapacityAh(0) / young.CellCapacityAh(0), 6);
        old.Step(TwinLoad.Current(-cell.NominalCapacityAh), 10);
        young.Step(TwinLoad.Current(-cell.NominalCapacityAh), 10);
        Assert.True(old.Now().VoltageV < young.Now().VoltageV, "and has more resistance");
    }

    [Theory]
    [InlineData(0.5, 25, PackBound.CellCurrent)]
    [InlineData(0.5, 5, PackBound.CellTemperature)]
    [InlineData(0.95, 25, PackBound.CellVoltage)]
    public void The_charge_limit_names_what_holds_it_and_charging_at_it_keeps_every_bound(double soc, double ambientC, PackBound bound)
    {
        var options = Pack(strings: 2, series: 8, parallel: 2) with { Spread = Wide(2) with { TemperatureK = 0 }, InitialSoc = soc, AmbientK = ambientC + Physics.ZeroCelsiusK };
        var pack = new PackSimulator(options);
        for (var i = 0; i < 30; i++)
        {
            var limit = pack.ChargeLimit();
            if (i == 0) Assert.Equal(bound, limit.Bound);
            pack.Step(TwinLoad.Current(limit.CurrentA), 1);
            Assert.True(pack.Now().MaxCellV <= Chen.MaxVoltageV + 0.003, $"{pack.Now()}");
            for (var c = 0; c < pack.CellCount; c++) Assert.True(pack.CellCurrentA(c) <= 1.02 * options.Bounds.ChargeC * Chen.NominalCapacityAh, $"{pack.PlaceOf(c)} carries {pack.CellCurrentA(c)} A");
        }
    }

    [Fact]
    public void The_discharge_limit_falls_to_nothing_as_the_weakest_cell_runs_empty_and_no_cell_goes_below_its_voltage()
    {
        var pack = new PackSimulator(Pack(series: 10) with { Spread = Wide(4), InitialSoc = 0.2 });
        var limit = pack.DischargeLimit();
        for (var i = 0; i < 3000 && limit.CurrentA > 0.05; i++)
        {
            pack.Step(TwinLoad.Current(-Math.Min(5, limit.CurrentA)), 1);
            limit = pack.DischargeLimit();
            Assert.True(pack.Now().MinCellV > Chen.MinVoltageV - 0.01, $"{pack.Now()}");
        }

        Assert.Equal(PackBound.CellVoltage, limit.Bound);
        Assert.Equal(pack.Now().MinCell, limit.Cell);
        Assert.True(limit.CurrentA <= 0.05);
    }

    [Fact]
    public void Open_contactors_carry_nothing_and_the_other_string_goes_on()
    {
        var pack = new PackSimulator(Pack(strings: 2) with { Spread = Wide(1) });
        pack.Connect(0, isClosed: false);
        pack.Step(TwinLoad.Current(-4), 10);
        Assert.Equal((0, -4), (pack.StringCurrentA(0), Math.Round(pack.StringCurrentA(1), 9)));
        pack.Connect(1, isClosed: false);
        Assert.Equal((0, PackBound.Contactors), (pack.ChargeLimit().CurrentA, pack.ChargeLimit().Bound));
        pack.Step(TwinLoad.Current(-4), 10);
        Assert.Equal(0, pack.Now().CurrentA);
    }

    [Fact]
    public void Strings_that_are_closed_at_different_charge_even_out()
    {
        var pack = new PackSimulator(Pack(strings: 2, series: 2) with { Spread = new PackSpread { Soc = 0.1, Seed = 9 } });
        var inrushA = pack.StringCurrentA(0);
        Assert.True(Math.Abs(inrushA) > 0.1, $"{inrushA} A");
        Assert.Equal(0, pack.StringCurrentA(0) + pack.StringCurrentA(1), 9);
        for (var i = 0; i < 400; i++) pack.Step(TwinLoad.Current(0), 60);
        Assert.True(Math.Abs(pack.StringCurrentA(0)) < 0.05 * Math.Abs(inrushA), $"{pack.StringCurrentA(0)} A of {inrushA} A");
    }

    [Fact]
    public void Balancing_brings_the_groups_together_and_is_paid_for_in_heat()
    {
        var options = Pack(series: 6) with { Spread = new PackSpread { Soc = 0.02, Seed = 7 }, InitialSoc = 0.8, Balancing = new PackBalancing { BleedOhm = 10, StartV = 0.002 } };
        var (with, without) = (new PackSimulator(options), new PackSimulator(options with { Balancing = null }));
        double Apart(PackSimulator pack) => pack.Now().MaxCellV - pack.Now().MinCellV;
        var before = Apart(with);
        for (var i = 0; i < 720; i++)
        {
            with.Step(TwinLoad.Current(0), 60);
            without.Step(TwinLoad.Current(0), 60);
        }

        Assert.True(Apart(with) < 0.0025, $"{Apart(with)} V");
        Assert.True(Apart(without) > 0.9 * before);
        Assert.True(with.BleedLossWh > 0.1);
        Assert.Equal(0, with.Now().BleedingGroups);
    }

    [Fact]
    public void Nothing_is_bled_while_a_current_makes_resistance_look_like_charge()
    {
        var pack = new PackSimulator(Pack(series: 6) with { Spread = Wide(7), InitialSoc = 0.8, Balancing = new PackBalancing() });
        pack.Step(TwinLoad.Current(2), 60);
        Assert.Equal(0, pack.Now().BleedingGroups);
        pack.Step(TwinLoad.Current(0), 60);
        Assert.True(pack.Now().BleedingGroups > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_pack_and_another_gives_another()
    {
        double Ah(ulong seed) => new PackSimulator(Pack() with { Spread = Wide(seed) }).CellCapacityAh(2);
        Assert.Equal(Ah(1), Ah(1));
        Assert.NotEqual(Ah(1), Ah(2));
    }

    [Fact]
    public void Power_beyond_what_the_pack_has_is_the_greatest_that_it_has()
    {
        var pack = new PackSimulator(Pack() with { Thermal = TwinThermal.Isothermal });
        pack.Step(TwinLoad.Power(-1e6), 0.001);
        Assert.True(double.IsFinite(pack.Now().CurrentA) && pack.Now().CurrentA < -100, $"{pack.Now()}");
    }

    [Fact]
    public void An_experiment_for_a_cell_runs_on_the_pack_and_the_first_cell_to_meet_a_voltage_ends_a_step()
    {
        var options = Pack(strings: 2, series: 6, parallel: 2) with { Spread = Wide(6), InitialSoc = 0.3, Balancing = new PackBalancing() };
        var pack = new PackSimulator(options) { KeepsBounds = true };
        var points = new List<PackPoint>();
        var ends = Busbar.Core.Twin.Experiments.Experiment.Parse("Charge at C/2 until 4.1 V; Hold at 4.1 V until C/10; Rest for 10 minutes; Discharge at 1C until 3.2 V", Chen)
            .Select(step => PackRun.Run(pack, options, step, 30, points.Add)).ToList();
        Assert.Equal([TwinEndReason.MaxVoltage, TwinEndReason.MinCurrent, TwinEndReason.Duration, TwinEndReason.MinVoltage], ends.Select(e => e.Reason));
        Assert.InRange(ends[0].Point.MaxCellV, 4.1, 4.105);
        Assert.InRange(ends[3].Point.MinCellV, 3.19, 3.2);
        Assert.Equal(-20, ends[3].Point.CurrentA, 6);
        Assert.Equal(600, ends[2].Point.TimeS - ends[1].Point.TimeS, 6);
        Assert.True(points.Count > 100 && points.Zip(points.Skip(1)).All(p => p.First.TimeS < p.Second.TimeS));
    }

    [Fact]
    public void A_discharge_that_the_bounds_choke_ends_when_next_to_nothing_is_left()
    {
        var options = Pack(series: 6) with { Spread = Wide(8), InitialSoc = 0.1 };
        var pack = new PackSimulator(options) { KeepsBounds = true };
        var end = PackRun.Run(pack, options, Busbar.Core.Twin.Experiments.Experiment.Parse("Discharge at 1C", Chen)[0], 60, _ => { });
        Assert.Equal(TwinEndReason.MinVoltage, end.Reason);
        Assert.InRange(end.Point.MinCellV, 2.49, 2.52);
        Assert.True(end.Point.TimeS < 7200, $"{end.Point}");
    }

    [Fact]
    public void A_pack_that_keeps_its_bounds_cuts_a_load_that_asks_for_more()
    {
        var pack = new PackSimulator(Pack(strings: 2, series: 6, parallel: 2) with { Spread = Wide(6), InitialSoc = 0.8 }) { KeepsBounds = true };
        for (var i = 0; i < 900; i++)
        {
            pack.Step(TwinLoad.Power(5000), 5);
            Assert.True(pack.Now().MaxCellV < Chen.MaxVoltageV + 0.003, $"{pack.Now()}");
        }

        Assert.InRange(pack.Now().CurrentA, 0, 0.5);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var pack = new PackSimulator(Pack(strings: 2, series: 10, parallel: 2) with { Spread = Wide(1), Balancing = new PackBalancing() });
        var load = TwinLoad.Current(-5);
        for (var i = 0; i < 50; i++) pack.Step(load, 1);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 40; i++) pack.Step(load, 1);
        }));
    }
}
