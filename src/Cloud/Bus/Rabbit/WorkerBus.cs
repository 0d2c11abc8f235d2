namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>The command path for a CMS without a gateway in its process. Thread safe.</summary>
internal sealed class WorkerBus(RabbitCommands commands) : IBus
{
    /// <inheritdoc/>
    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => throw NoGateway();

    /// <inheritdoc/>
    public ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct) => throw NoGateway();

    /// <inheritdoc/>
    public ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct) => throw NoGateway();

    /// <inheritdoc/>
    public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) => commands.CommandAsync(command, ct);

    /// <inheritdoc/>
    public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) => commands.DisconnectAsync(stationId, reason, ct);

    /// <inheritdoc/>
    public ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) => commands.FindConnectionAsync(stationId, ct);

    private static NotSupportedException NoGateway() => new("This is a worker's bus: calls and events come from gateways.");
}
