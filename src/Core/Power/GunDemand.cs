using Busbar.Core.Units;

namespace Busbar.Core.Power;

/// <summary>What a gun wants, and what holds it back. Immutable.</summary>
public sealed record GunDemand
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Voltage of its output, 0 V or more.</summary>
    public required double VoltageV { get; init; }

    /// <summary>What is asked for and every bound on it, in W, each with its source; the lowest counts. At least one.</summary>
    public required IReadOnlyList<Limit> Limits
    {
        get;
        init
        {
            field = value;
            Demand = value.Count == 0 ? default : value[0];
            for (var i = 1; i < value.Count; i++) Demand = Limit.Min(Demand, value[i]);
        }
    }

    /// <summary>Its share where power is scarce, more than 0. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>A session runs: it should keep a module.</summary>
    public bool Running { get; init; }

    /// <summary>The lowest of the limits: what the gun can take, W.</summary>
    public Limit Demand { get; private init; }
}
