using Busbar.Core.Units;

namespace Busbar.Core.Charging;

/// <summary>What the profiles meet: the connector, its transaction and its electricity. Immutable.</summary>
public sealed record ChargingContext
{
    /// <summary>The connector asked about, 0 or more; 0 is the charge point as a whole.</summary>
    public required int ConnectorId { get; init; }

    /// <summary>Start of the running transaction; null: none runs, and the answer is what one that started at the first asked instant would get.</summary>
    public DateTimeOffset? TransactionStart { get; init; }

    /// <summary>The running transaction; null: none, or its number is not yet known.</summary>
    public string? TransactionId { get; init; }

    /// <summary>Nominal voltage per phase in V, more than 0: the set voltage of the area, not a measured one (OCPP 1.6, 7.12). For DC the voltage of the output. Default 230.</summary>
    public double VoltageV { get; init; } = 230;

    /// <summary>Phases that the connector can use, 1 to 3. Default 3; 1 for DC.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>The charge point's own limit (cable, fuse, modules), which no profile can raise (OCPP 1.6, 5.7: "Local Limits"); null: none.</summary>
    public Limit? LocalLimit { get; init; }

    internal void Check()
    {
        if (ConnectorId < 0) throw Refuse(nameof(ConnectorId), ConnectorId, "0 or more");
        if (!(VoltageV > 0) || double.IsInfinity(VoltageV)) throw Refuse(nameof(VoltageV), VoltageV, "more than 0 V");
        if (Phases is < 1 or > 3) throw Refuse(nameof(Phases), Phases, "1 to 3");
    }

    private static ArgumentException Refuse(string field, object value, string allowed) => new($"{field} is {value}; allowed: {allowed}.", field);
}
