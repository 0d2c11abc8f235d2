namespace Busbar.Core.Twin.Numerics;

/// <summary>
/// M y' = f(t, y) with a diagonal M of ones (differential) and zeros (algebraic), and the linear algebra made for its structure. The solver
/// calls <see cref="Factor"/> now and then and <see cref="Solve"/> often; neither may allocate.
/// </summary>
public interface IStiffSystem
{
    /// <summary>How many unknowns.</summary>
    int Count { get; }

    /// <summary>For each unknown 1 (differential) or 0 (algebraic).</summary>
    ReadOnlySpan<double> Mass { get; }

    /// <summary>True when a factorisation costs about as much as a solution, so that it may be made anew for every step size.</summary>
    bool FactorsCheaply { get; }

    /// <summary>Fills <paramref name="rates"/> with f(t, y).</summary>
    /// <returns>False when y is where the equations have no meaning; the solver then tries a shorter step.</returns>
    bool Rates(double timeS, ReadOnlySpan<double> state, Span<double> rates);

    /// <summary>Prepares to solve with the matrix whose differential rows are I - c J and whose algebraic rows are -J, J = df/dy at (t, y), exact
    /// or near.</summary>
    /// <returns>False when the matrix is singular or not finite.</returns>
    bool Factor(double timeS, ReadOnlySpan<double> state, double c);

    /// <summary>Solves in place with the matrix prepared last.</summary>
    void Solve(Span<double> rightHandSide);
}
