using Busbar.Core.Twin.Experiments;
using Busbar.Core.Twin.Packs;

namespace Busbar.Cloud.Twin;

/// <summary>A simulation of a pack that somebody asks for.</summary>
/// <param name="Options">The pack, valid.</param>
/// <param name="Steps">The experiment, for one cell.</param>
/// <param name="PeriodS">Time between points, s.</param>
/// <param name="KeepsBounds">Whether loads are cut to the pack's limits.</param>
public sealed record PackOrder(PackOptions Options, IReadOnlyList<ExperimentStep> Steps, double PeriodS, bool KeepsBounds);

/// <summary>A pack at one moment, with what it would take.</summary>
/// <param name="Point">What can be seen.</param>
/// <param name="Charge">Greatest charge current.</param>
/// <param name="Discharge">Greatest discharge current.</param>
public readonly record struct PackMoment(PackPoint Point, PackLimit Charge, PackLimit Discharge);

/// <summary>What a simulation of a pack gave.</summary>
/// <param name="Moments">In order of time, the first at rest before the experiment.</param>
/// <param name="Ends">How the steps ended.</param>
/// <param name="Pack">The pack as the experiment left it.</param>
/// <param name="Took">How long it was computed.</param>
public sealed record PackResult(IReadOnlyList<PackMoment> Moments, IReadOnlyList<PackStepEnd> Ends, PackSimulator Pack, TimeSpan Took);
