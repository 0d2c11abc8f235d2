using Busbar.ChargePoints;
using Busbar.Core.Units;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests.Support;

/// <summary>Hardware with a controller behind it, which ends a session when the test says so.</summary>
internal sealed class FakeController(params ConnectorTraits[] traits) : IControllerHardware
{
    private readonly FakeHardware _inner = new(traits);

    public IReadOnlyList<ConnectorTraits> Connectors => _inner.Connectors;

    public List<string> Commands => _inner.Commands;

    /// <summary>Whether a session has ended as soon as its end is asked for.</summary>
    public bool EndsAtOnce { get; set; }

    public bool Start(int connectorId) => _inner.Start(connectorId);

    public bool Stop(int connectorId) => _inner.Stop(connectorId);

    public bool SetLimitA(int connectorId, double limitA) => throw new InvalidOperationException("A controller is told limits as the profiles have them.");

    public bool Unlock(int connectorId) => _inner.Unlock(connectorId);

    public MeterReading Read(int connectorId) => _inner.Read(connectorId);

    public void Show(int connectorId, MeterReading reading) => _inner.Show(connectorId, reading);

    public Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct) => _inner.RunAsync(raise, ct);

    public bool SetLimit(int connectorId, Limit? limit)
    {
        Commands.Add($"limit {connectorId} {limit?.ToString() ?? "none"}");
        return true;
    }

    public bool End(int connectorId, StopReason reason)
    {
        Commands.Add($"end {connectorId} {reason}");
        return EndsAtOnce;
    }

    public void SetAvailability(int connectorId, bool isOperative) => Commands.Add($"available {connectorId} {isOperative}");
}
