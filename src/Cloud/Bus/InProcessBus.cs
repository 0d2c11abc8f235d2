namespace Busbar.Cloud.Bus;

/// <summary>The bus of a single process: three method calls, no queue, no copy. Attach both ends before the first message. Thread safe.</summary>
public sealed class InProcessBus : IBus
{
    private ICmsEndpoint? _cms;
    private IGatewayEndpoint? _gateway;

    /// <summary>Attaches the CMS's end.</summary>
    public void Attach(ICmsEndpoint cms) => _cms = cms;

    /// <summary>Attaches the gateway's end.</summary>
    public void Attach(IGatewayEndpoint gateway) => _gateway = gateway;

    private ICmsEndpoint Cms => _cms ?? throw new InvalidOperationException("No CMS is attached to the bus.");

    /// <inheritdoc/>
    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => Cms.AdmitAsync(request, ct);

    /// <inheritdoc/>
    public ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct) => Cms.OnCallAsync(call, ct);

    /// <inheritdoc/>
    public ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct) => Cms.OnEventAsync(stationEvent, ct);

    /// <inheritdoc/>
    public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) =>
        _gateway?.OnCommandAsync(command, ct)
        ?? ValueTask.FromResult(new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero));

    /// <inheritdoc/>
    public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) =>
        _gateway?.OnDisconnectAsync(stationId, reason, ct) ?? ValueTask.FromResult(false);

    /// <inheritdoc/>
    public ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) =>
        _gateway?.OnFindConnectionAsync(stationId, ct) ?? ValueTask.FromResult<long?>(0);
}
