using Busbar.Core.Charging;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints;

/// <summary>Where a charge point keeps what must outlive its process. Called from its loop: <see cref="Save"/> must not wait for a disk.</summary>
public interface IChargePointMemory
{
    /// <summary>What was kept last; null: nothing, or nothing that can be read.</summary>
    ChargePointKept? Load();

    /// <summary>Keeps this in place of what was kept before.</summary>
    void Save(ChargePointKept kept);
}

/// <summary>What a charge point must know after a restart (OCPP 1.6: 3.7, 4.9, 5.2, 5.3, 5.15; erratum 3.37). Immutable.</summary>
public sealed record ChargePointKept
{
    /// <summary>Transactions that run, or of which the central system has not heard everything.</summary>
    public IReadOnlyList<KeptTransaction> Transactions { get; init; } = [];

    /// <summary>Their starts and ends that the central system has not acknowledged, in order. Meter values are not kept.</summary>
    public IReadOnlyList<KeptMessage> Messages { get; init; } = [];

    /// <summary>Connectors that were made inoperative; 0 is the charge point.</summary>
    public IReadOnlyList<int> Inoperative { get; init; } = [];

    /// <summary>Configuration keys that the central system has changed.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Version of the local authorization list.</summary>
    public int ListVersion { get; init; }

    /// <summary>The local authorization list.</summary>
    public IReadOnlyDictionary<string, IdTagInfo> LocalList { get; init; } = new Dictionary<string, IdTagInfo>(StringComparer.Ordinal);

    /// <summary>Charging profiles.</summary>
    public IReadOnlyList<InstalledProfile> Profiles { get; init; } = [];
}

/// <summary>A transaction as it is kept. Immutable.</summary>
/// <param name="ConnectorId">Its connector.</param>
/// <param name="IdTag">Its tag.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="MeterStartWh">Energy register at the start, Wh.</param>
/// <param name="Id">The central system's number; null: not known yet.</param>
/// <param name="ReservationId">The reservation that it fulfils; null: none.</param>
/// <param name="IsOpen">It had not ended when this was kept.</param>
/// <param name="LastWh">Energy register when this was kept, Wh.</param>
/// <param name="LastAt">When this was kept.</param>
public sealed record KeptTransaction(
    int ConnectorId, string IdTag, DateTimeOffset StartedAt, int MeterStartWh, int? Id, int? ReservationId, bool IsOpen, int LastWh, DateTimeOffset LastAt);

/// <summary>A start or an end of a transaction that waits for the central system. Immutable.</summary>
/// <param name="Transaction">Its place in <see cref="ChargePointKept.Transactions"/>.</param>
/// <param name="Stop">The end; null: the start.</param>
public sealed record KeptMessage(int Transaction, KeptStop? Stop);

/// <summary>The end of a transaction. Immutable.</summary>
/// <param name="MeterStopWh">Energy register, Wh.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="IdTag">The tag that ended it; null: none did.</param>
public sealed record KeptStop(int MeterStopWh, DateTimeOffset At, StopReason Reason, string? IdTag);
