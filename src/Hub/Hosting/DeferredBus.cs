using Busbar.Cloud.Bus;

namespace Busbar.Hub.Hosting;

/// <summary>A bus that is made when it is first used: the CMS needs its bus, and the worker that has the bus needs the CMS. Thread safe.</summary>
internal sealed class DeferredBus(Func<IBus> make) : IBus
{
    private readonly Lazy<IBus> _bus = new(make);

    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => _bus.Value.AdmitAsync(request, ct);

    public ValueTask<CallAnswer> CallAsync(StationCall call, CancellationToken ct) => _bus.Value.CallAsync(call, ct);

    public ValueTask PublishAsync(StationEvent stationEvent, CancellationToken ct) => _bus.Value.PublishAsync(stationEvent, ct);

    public ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct) => _bus.Value.CommandAsync(command, ct);

    public ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct) => _bus.Value.DisconnectAsync(stationId, reason, ct);

    public ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct) => _bus.Value.FindConnectionAsync(stationId, ct);
}
