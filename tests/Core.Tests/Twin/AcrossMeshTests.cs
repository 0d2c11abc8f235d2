using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Models;
using Busbar.Core.Twin.Numerics;
using Busbar.Core.Twin.Particles;

namespace Busbar.Core.Tests.Twin;

public sealed class AcrossMeshTests
{
    private static double Voltage(TwinModel kind, int cells, Action<AcrossMesh>? faces = null)
    {
        var options = new TwinOptions { Cell = ParameterSets.Get("Chen2020"), Model = kind };
        var (modes, mesh) = (ParticleModes.Spectral(8), new AcrossMesh(options.Cell, cells, cells, cells));
        faces?.Invoke(mesh);
        CellModel model = kind == TwinModel.Dfn ? new NewmanModel(options, modes, mesh, extrapolates: false) : new SingleParticleModel(options, modes, modes, mesh);
        var state = new double[model.Count];
        model.Rest(0.8, 0.35, state);
        model.Hold(TwinLoad.Current(-5), 0);
        model.Guess(0, state);
        var solver = new StiffSolver(model, 1e-10, 1e-10);
        Assert.Equal(StepOutcome.Stepped, solver.Start(0, state, 300));
        while (solver.TimeS < 300) Assert.Equal(StepOutcome.Stepped, solver.Step(300));
        return model.VoltageV(solver.State);
    }

    [Theory]
    [InlineData(TwinModel.Spme)]
    [InlineData(TwinModel.Dfn)]
    public void Cells_across_converge_with_the_second_power_of_their_number(TwinModel model)
    {
        var (a, b, c, d) = (Voltage(model, 6), Voltage(model, 12), Voltage(model, 24), Voltage(model, 48));
        TestContext.Current.TestOutputHelper?.WriteLine($"{model}: {1e3 * (a - b)}, {1e3 * (b - c)}, {1e3 * (c - d)} mV");
        Assert.InRange(Math.Log2(Math.Abs((a - b) / (b - c))), 1.6, 2.4);
        Assert.InRange(Math.Log2(Math.Abs((b - c) / (c - d))), 1.7, 2.3);
    }

    [Fact]
    public void The_plain_mean_at_the_separators_faces_is_of_the_first_order()
    {
        var exact = Voltage(TwinModel.Dfn, 48) + (Voltage(TwinModel.Dfn, 48) - Voltage(TwinModel.Dfn, 24)) / 3;
        double Error(int cells) => Math.Abs(Voltage(TwinModel.Dfn, cells, m => m.Blend()) - exact);
        Assert.InRange(Math.Log2(Error(24) / Error(48)), 0.7, 1.3);
    }

    [Fact]
    public void Faces_as_on_another_mesh_bring_its_answer_with_fewer_cells()
    {
        var other = new AcrossMesh(ParameterSets.Get("Chen2020"), 48, 48, 48);
        var there = Voltage(TwinModel.Dfn, 48, m => m.Blend());
        Assert.InRange(1e3 * Math.Abs(Voltage(TwinModel.Dfn, 48, m => m.BlendAsOn(other)) - there), 0, 1e-3);
        var (near, far) = (Math.Abs(Voltage(TwinModel.Dfn, 24, m => m.BlendAsOn(other)) - there), Math.Abs(Voltage(TwinModel.Dfn, 24) - there));
        Assert.True(near < 0.5 * far, $"{near} V with the faces of the other mesh, {far} V without.");
    }
}
