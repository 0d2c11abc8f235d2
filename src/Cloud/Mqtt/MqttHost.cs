using System.Net.Sockets;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Mqtt;

/// <summary>Runs the MQTT broker with its store: starting opens the store and binds the ports, stopping closes the clients and then the store. Thread safe.</summary>
public sealed class MqttHost : IHostedService, IHealthCheck
{
    private readonly MqttBrokerOptions _options;
    private readonly MqttAccess _access;
    private readonly string _folder;
    private readonly MqttMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private SqliteMqttStore? _store;
    private MqttBroker? _broker;

    /// <summary>A host that is not started.</summary>
    /// <param name="options">Settings of the broker.</param>
    /// <param name="access">Who may use it.</param>
    /// <param name="folder">Folder of the store.</param>
    /// <param name="monitor">Shows the broker while it runs.</param>
    /// <param name="time">Clock of everything.</param>
    /// <param name="logs">Logs.</param>
    /// <exception cref="ArgumentException">A setting is not allowed; the message names its key, its value and what is allowed.</exception>
    public MqttHost(MqttBrokerOptions options, MqttAccessOptions access, string folder, MqttMonitor monitor, TimeProvider time, ILoggerFactory logs)
    {
        (_options, _folder, _monitor, _time, _logs) = (options, folder, monitor, time, logs);
        _access = new MqttAccess(access, logs.CreateLogger<MqttAccess>());
    }

    /// <summary>The port that is bound; null while the broker does not run.</summary>
    public int? Port => _broker?.Port;

    /// <inheritdoc/>
    /// <exception cref="MqttStoreException">The data folder cannot be used.</exception>
    /// <exception cref="IOException">A port cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _store = await SqliteMqttStore.OpenAsync(
            _folder, new MqttStoreOptions { Durability = _options.Durability }, _time, _logs.CreateLogger<SqliteMqttStore>(), cancellationToken);
        try
        {
            _broker = await MqttBroker.StartAsync(_options, new MqttBrokerServices(_time, _logs, _access, _store), cancellationToken);
        }
        catch (Exception e)
        {
            await _store.DisposeAsync();
            if (IsTaken(e))
                throw new IOException($"Setting Mqtt:Port is {_options.Port}{(_options.CertificateFile is null ? "" : $" and Mqtt:TlsPort {_options.TlsPort}")}: another program listens there. Choose another, 0 for a free one, or switch the broker off with Mqtt:Enabled false.", e);
            throw;
        }

        _monitor.Attach(_broker);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _monitor.Detach();
        if (_broker is not null) await _broker.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        (_broker, _store) = (null, null);
    }

    /// <summary>Healthy while the broker listens and its store takes writes.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var broker = _broker;
        return Task.FromResult(
            broker is null ? HealthCheckResult.Unhealthy("does not listen")
            : broker.Trouble is { } trouble ? HealthCheckResult.Unhealthy(trouble)
            : HealthCheckResult.Healthy($"listens on {broker.Port}"));
    }

    private static bool IsTaken(Exception e) =>
        e is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (e.InnerException is { } inner && IsTaken(inner));
}
