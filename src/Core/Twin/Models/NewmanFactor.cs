using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Models;

internal sealed partial class NewmanModel
{
    private readonly BlockTridiagonal _blocks;
    private readonly double[] _factoredAt;
    private double _factoredK;
    private bool _isEvaluated;
    private double _factoredC;

    /// <summary>
    /// The exact Jacobian with the particles eliminated. Within a step the surface follows the reaction as ds = known + G dj, so that
    /// dj = (j_s known + j_c dc + j_eta (dphi_s - dphi_e)) / (1 - j_s G): G is one number per electrode.
    /// </summary>
    protected override bool OwnFactor(ReadOnlySpan<double> state, double currentA, double temperatureK, double c)
    {
        if (!Evaluate(state, temperatureK)) return false;
        state.CopyTo(_factoredAt);
        (_factoredC, _factoredK, _isEvaluated) = (c, temperatureK, _ageing is null);
        _ageing?.Factor(c);
        _inNegative.Factor(c, state);
        _inPositive.Factor(c, state);
        _blocks.Clear();
        Faces(state[_salt.._liquid], state[_liquid.._solid], c);
        for (var i = 0; i < _mesh.Count; i++) _blocks.Diagonal(i)[0] += 1;
        for (var i = _mesh.Negative; i < _mesh.FirstPositive; i++) _blocks.Diagonal(i)[8] = 1;
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive]) Reactions(cells, c);
        return _blocks.Factor();
    }

    /// <summary>Whether the matrix was just made at this state: Newton's iteration begins there, and what was computed for the one is there for the other.</summary>
    private bool IsEvaluated(ReadOnlySpan<double> state, double temperatureK)
    {
        var was = _isEvaluated && temperatureK == _factoredK && Kernels.AreSame(state, _factoredAt);
        _isEvaluated = false;
        return was;
    }

    /// <summary>Salt's and electrolyte's fluxes between neighbours.</summary>
    private void Faces(ReadOnlySpan<double> salt, ReadOnlySpan<double> liquid, double c)
    {
        for (var f = 0; f + 1 < _mesh.Count; f++)
        {
            var (share, d) = (_mesh.Share[f], _mesh.DistanceM[f]);
            var left = _blocks.Diagonal(f);
            var right = _blocks.Diagonal(f + 1);
            var toRight = _blocks.Upper(f);
            var toLeft = _blocks.Lower(f + 1);

            var conductance = Harmonic(_diffusivity[f], _diffusivity[f + 1], share, out var k1, out var k2) / d;
            var drop = salt[f] - salt[f + 1];
            var by1 = conductance + k1 * _diffusivitySlope[f] / d * drop;
            var by2 = -conductance + k2 * _diffusivitySlope[f + 1] / d * drop;
            var (scale1, scale2) = (c / (_mesh.WidthM[f] * _mesh.Porosity[f]), c / (_mesh.WidthM[f + 1] * _mesh.Porosity[f + 1]));
            left[0] += scale1 * by1;
            toRight[0] += scale1 * by2;
            right[0] -= scale2 * by2;
            toLeft[0] -= scale2 * by1;

            var conductivity = AtFace(f, out var n1, out var n2) / d;
            var field = Harmonic(_field[f], _field[f + 1], share, out var m1, out var m2);
            var force = -field * drop - (liquid[f + 1] - liquid[f]);
            var perSalt1 = conductivity * (-field - m1 * _fieldSlope[f] * drop) + n1 * _conductivitySlope[f] / d * force;
            var perSalt2 = conductivity * (field - m2 * _fieldSlope[f + 1] * drop) + n2 * _conductivitySlope[f + 1] / d * force;
            // Algebraic rows are minus the slopes of (current out - current in).
            left[3] -= perSalt1;
            toRight[1] -= perSalt2;
            right[3] += perSalt2;
            toLeft[1] += perSalt1;
            left[4] -= conductivity;
            toRight[2] += conductivity;
            right[4] -= conductivity;
            toLeft[2] += conductivity;
        }
    }

    /// <summary>Reactions within each cell, and the solid's current between neighbours.</summary>
    private void Reactions(PorousCells cells, double c)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            var m = _blocks.Diagonal(cells.First + i);
            var (surface, salt) = (cells.AreaPerArea[i], c * cells.SaltPerCurrent[i]);
            var (perSalt, perOver) = (cells.NetPerSalt[i], cells.NetPerOver[i] + cells.SidePerOver[i]);
            m[0] -= salt * perSalt;
            m[1] += salt * perOver;
            m[2] -= salt * perOver;
            m[3] += surface * perSalt;
            m[4] -= surface * perOver;
            m[5] += surface * perOver;
            m[6] -= surface * perSalt;
            m[7] += surface * perOver;
            m[8] -= surface * perOver;
            var (before, after) = (i > 0 || cells == _inNegative ? cells.Conductance[i] : 0, i + 1 < cells.Count ? cells.Conductance[i + 1] : 0);
            m[8] -= before + after;
            if (i > 0) _blocks.Lower(cells.First + i)[3] = before;
            if (i + 1 < cells.Count) _blocks.Upper(cells.First + i)[3] = after;
        }
    }

    protected override void OwnSolve(Span<double> rightHandSide)
    {
        var b = _blocks.RightHandSide;
        for (var i = 0; i < _mesh.Count; i++) (b[3 * i], b[3 * i + 1], b[3 * i + 2]) = (rightHandSide[_salt + i], rightHandSide[_liquid + i], 0);
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
        {
            cells.Eliminate(rightHandSide);
            var solid = cells == _inNegative ? _solid : _solid + _mesh.Negative;
            for (var i = 0; i < cells.Count; i++)
            {
                var at = 3 * (cells.First + i);
                var (surface, salt) = (cells.AreaPerArea[i], _factoredC * cells.SaltPerCurrent[i]);
                b[at] += salt * cells.Known[i];
                b[at + 1] -= surface * cells.Known[i];
                b[at + 2] = rightHandSide[solid + i] + surface * cells.Known[i];
            }
        }
        _ageing?.Solve(rightHandSide[_age..]);
        _blocks.Solve();
        for (var i = 0; i < _mesh.Count; i++) (rightHandSide[_salt + i], rightHandSide[_liquid + i]) = (b[3 * i], b[3 * i + 1]);
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
        {
            var solid = cells == _inNegative ? _solid : _solid + _mesh.Negative;
            for (var i = 0; i < cells.Count; i++)
            {
                var at = 3 * (cells.First + i);
                rightHandSide[solid + i] = b[at + 2];
                cells.Known[i] += cells.NetPerSalt[i] * b[at] + cells.NetPerOver[i] * (b[at + 2] - b[at + 1]);
            }
            cells.Restore(_factoredC, cells.Known, rightHandSide);
        }
    }

    /// <summary>The mean of <see cref="AcrossMesh.Harmonic"/> with its slopes in both.</summary>
    private static double Harmonic(double k1, double k2, double share, out double slope1, out double slope2)
    {
        var below = 1 / (share * k2 + (1 - share) * k1);
        slope1 = share * k2 * k2 * below * below;
        slope2 = (1 - share) * k1 * k1 * below * below;
        return k1 * k2 * below;
    }
}
