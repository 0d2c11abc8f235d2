using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;

namespace Busbar.Cloud.Twin;

/// <summary>A simulation that somebody asks for.</summary>
/// <param name="Options">The cell and the model, valid.</param>
/// <param name="Steps">The experiment, or one cycle of it.</param>
/// <param name="PeriodS">Time between points, s; infinite when only the ends count.</param>
/// <param name="Cycles">How often the experiment is run, 1 or more.</param>
public sealed record TwinOrder(TwinOptions Options, IReadOnlyList<ExperimentStep> Steps, double PeriodS, int Cycles = 1);

/// <summary>The end of one step of an experiment.</summary>
/// <param name="Step">The sentence.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Text">The same in words, with values.</param>
/// <param name="Point">The last good point.</param>
public sealed record TwinStepEnd(string Step, TwinEndReason Reason, string Text, TwinPoint Point);

/// <summary>What is left of a cell after a cycle.</summary>
/// <param name="Cycle">Number of the cycle, from 1.</param>
/// <param name="TimeS">Time since the start, s.</param>
/// <param name="Health">Electrode state of health.</param>
/// <param name="LithiumLossPct">Lithium that no longer takes part, % of the new cell's.</param>
/// <param name="Ageing">Where it went.</param>
/// <param name="ThroughputAh">Charge moved so far, both ways, Ah.</param>
public sealed record TwinCycleEnd(int Cycle, double TimeS, ElectrodeHealth Health, double LithiumLossPct, TwinAgeing Ageing, double ThroughputAh);

/// <summary>What a simulation gave.</summary>
/// <param name="Points">Points in order of time.</param>
/// <param name="Ends">The ends of the last cycle's steps.</param>
/// <param name="Cycles">A row per cycle.</param>
/// <param name="IsRegular">False when a step could not go on; what came before is good.</param>
/// <param name="Unknowns">Unknowns of the model.</param>
/// <param name="Steps">Steps of the integrator.</param>
/// <param name="Took">How long it was computed.</param>
public sealed record TwinResult(
    IReadOnlyList<TwinPoint> Points, IReadOnlyList<TwinStepEnd> Ends, IReadOnlyList<TwinCycleEnd> Cycles, bool IsRegular, int Unknowns, long Steps, TimeSpan Took);

/// <summary>A simulation was given up: it asked for more than one request may have. The message says what to ask for instead.</summary>
public sealed class TwinTooLargeException(string message) : Exception(message);

/// <summary>As many simulations run (<c>Twin:AtOnce</c>) and wait (<c>Twin:Waiting</c>) as may; the one that was asked for was not begun.</summary>
/// <param name="message">How many may, in words.</param>
public sealed class TwinBusyException(string message) : Exception(message);
