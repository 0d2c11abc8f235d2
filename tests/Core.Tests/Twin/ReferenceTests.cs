using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>Our solutions against PyBaMM's, every file; the table is docs/twin-accuracy.md's.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Every_SPM_reference_is_met() => Meet("*_SPM_*", 0.1);

    [Fact]
    public void Every_SPMe_reference_is_met() => Meet("*_SPMe_*", 0.1);

    [Fact]
    public void Every_DFN_reference_is_met() => Meet("*_DFN_*", 0.5);

    [Fact]
    public void Our_own_mesh_meets_the_fine_one_with_an_eighth_of_its_unknowns()
    {
        Meet("*_DFN_*_fine", 0.2, TwinMesh.Own);
        var file = ReferenceRun.Files("Chen2020_DFN_dis_1C_iso_fine")[0];
        Assert.True(ReferenceRun.Of(file, TwinMesh.Own).Unknowns * 8 < ReferenceRun.Of(file).Unknowns);
    }

    private static void Meet(string pattern, double greatestRmseMv, TwinMesh? mesh = null)
    {
        var runs = ReferenceRun.Files(pattern).Select(f => ReferenceRun.Of(f, mesh)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(ReferenceRun.Head);
        foreach (var run in runs) TestContext.Current.TestOutputHelper?.WriteLine(run.Row);
        Assert.NotEmpty(runs);
        Assert.Empty(runs.Where(r => !(r.RmseMv < greatestRmseMv && r.WorstK < 0.02 && Math.Abs(r.EndPct) < 0.05)).Select(r => r.Row));
    }
}
