namespace Busbar.Core.Twin.Experiments;

/// <summary>One sentence of an experiment, understood.</summary>
/// <param name="Text">The sentence as it was written.</param>
/// <param name="Load">The load.</param>
/// <param name="Stop">What takes it off.</param>
public sealed record ExperimentStep(string Text, TwinLoad Load, TwinStop Stop);
