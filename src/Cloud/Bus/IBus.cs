namespace Busbar.Cloud.Bus;

/// <summary>
/// What lies between gateways and the CMS: exactly three paths. Calls wait for the CMS; events are done when the CMS has
/// them durably; commands go to the gateway that holds the station's socket and bring back the station's own answer.
/// In one process it is <see cref="InProcessBus"/>. Thread safe.
/// </summary>
public interface IBus
{
    /// <summary>Call path: may this station connect, and under which settings? Asked once per connection, before the WebSocket is accepted.</summary>
    ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct);

    /// <summary>Call path: a station's CALL whose answer only the CMS can give.</summary>
    ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct);

    /// <summary>Event path: completes when the event is durable (telemetry such as <see cref="StationExchanged"/> completes at once).</summary>
    ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct);

    /// <summary>Command path: to the gateway that holds the station's socket, and the station's answer back.</summary>
    ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct);

    /// <summary>Command path: the gateway that holds the station's socket closes it with 1008 and <paramref name="reason"/>. False: no gateway holds one.</summary>
    ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct);

    /// <summary>
    /// Command path: the epoch of the connection that a gateway holds of the station now; 0 when none holds one, null when nobody can tell. For
    /// presence that outlives a worker or a gateway: neither says goodbye when it is killed.
    /// </summary>
    ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) => ValueTask.FromResult<long?>(null);
}

/// <summary>The CMS's end of the bus.</summary>
public interface ICmsEndpoint
{
    /// <summary>Decides whether a station may connect.</summary>
    ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct);

    /// <summary>Answers a station's CALL.</summary>
    ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct);

    /// <summary>Takes an event; completes when it is durable.</summary>
    ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct);
}

/// <summary>A gateway's end of the bus.</summary>
public interface IGatewayEndpoint
{
    /// <summary>Sends a command to a station whose socket this gateway holds; <see cref="CommandOutcome.NotConnected"/> when it does not.</summary>
    ValueTask<CommandReply> OnCommandAsync(StationCommand command, CancellationToken ct);

    /// <summary>Closes a station's socket with 1008 and <paramref name="reason"/>; false when this gateway does not hold it.</summary>
    ValueTask<bool> OnDisconnectAsync(string stationId, string reason, CancellationToken ct);

    /// <summary>The epoch of the connection that this gateway holds of the station; 0 when it holds none, null when it cannot tell.</summary>
    ValueTask<long?> OnFindConnectionAsync(string stationId, CancellationToken ct) => ValueTask.FromResult<long?>(null);

    /// <summary>Another gateway has a newer connection of the station: an older one than <paramref name="newerEpoch"/> is closed here with 1008. False when there is none.</summary>
    ValueTask<bool> OnReplacedAsync(string stationId, long newerEpoch, CancellationToken ct);
}
