using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Tests.Twin;

public sealed class BlockTridiagonalTests
{
    [Fact]
    public void The_solution_times_the_matrix_is_the_right_hand_side()
    {
        const int n = 7;
        var seed = 99u;
        double Next() => (seed = seed * 1664525 + 1013904223) / 4294967296.0 - 0.5;
        var (matrix, full) = (new BlockTridiagonal(n), new double[3 * n, 3 * n]);
        (int Row, int Column)[] coupled = [(0, 0), (1, 0), (1, 1), (2, 2)];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < 9; k++) full[3 * i + k / 3, 3 * i + k % 3] = matrix.Diagonal(i)[k] = Next() + (k % 4 == 0 ? 3 : 0);
            for (var k = 0; k < 4; k++)
            {
                if (i > 0) full[3 * i + coupled[k].Row, 3 * (i - 1) + coupled[k].Column] = matrix.Lower(i)[k] = Next();
                if (i < n - 1) full[3 * i + coupled[k].Row, 3 * (i + 1) + coupled[k].Column] = matrix.Upper(i)[k] = Next();
            }
        }
        var expected = new double[3 * n];
        for (var i = 0; i < 3 * n; i++) expected[i] = matrix.RightHandSide[i] = Next();
        Assert.True(matrix.Factor());
        matrix.Solve();
        for (var i = 0; i < 3 * n; i++)
        {
            double sum = 0;
            for (var j = 0; j < 3 * n; j++) sum += full[i, j] * matrix.RightHandSide[j];
            Assert.Equal(expected[i], sum, 12);
        }
    }

    [Fact]
    public void A_singular_matrix_is_told() => Assert.False(new BlockTridiagonal(2).Factor());
}
