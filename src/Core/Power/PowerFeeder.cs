using Busbar.Core.Units;

namespace Busbar.Core.Power;

/// <summary>A wire that feeds modules, with a limit on all that hang on it and on the feeders below it. Immutable.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Limit">Most power of all modules on it together, W, with its source, which names what binds a gun: <c>feeder F1</c>.</param>
/// <param name="Parent">Number of the feeder that it hangs on, or -1: the grid connection, whose limit is <see cref="AllocationProblem.SiteLimit"/>.</param>
public sealed record PowerFeeder(string Id, Limit Limit, int Parent = AllocationProblem.None);
