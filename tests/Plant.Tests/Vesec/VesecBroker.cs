using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Client;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>A broker of either kind on loopback: ours, ours by memory, or mosquitto. It can be stopped and started again on the same port, and forgets everything then.</summary>
internal sealed class VesecBroker : IAsyncDisposable
{

    private readonly string _kind;
    private readonly TimeProvider _time;
    private readonly List<Process> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vesec");
    private MqttBroker? _ours;

    private VesecBroker(string kind, TimeProvider time) => (_kind, _time, Port) = (kind, time, FreePort.Tcp());

    public int Port { get; }

    public string Url => $"mqtt://127.0.0.1:{Port}";

    /// <summary>What a client within the process connects by; null where it is to use <see cref="Url"/>.</summary>
    public Func<IDuplexPipe>? Open => _kind == "memory" ? () => _ours!.OpenInProcess() : null;

    public static async Task<VesecBroker> StartAsync(string kind = "ours", TimeProvider? time = null)
    {
        var broker = new VesecBroker(kind, time ?? TimeProvider.System);
        await broker.BeginAsync();
        return broker;
    }

    public async Task BeginAsync()
    {
        if (_kind != "mosquitto")
        {
            var access = new MqttAccess(new MqttAccessOptions(), NullLogger.Instance);
            _ours = await MqttBroker.StartAsync(
                new MqttBrokerOptions { Address = "127.0.0.1", Port = Port, SysInterval = TimeSpan.Zero }, new MqttBrokerServices(_time, NullLoggerFactory.Instance, access), CancellationToken.None);
            return;
        }

        var settings = Path.Combine(_folder.FullName, "mosquitto.conf");
        await File.WriteAllLinesAsync(settings, [$"listener {Port} 127.0.0.1", "allow_anonymous true", "persistence false", "log_dest none"]);
        try
        {
            _processes.Add(Process.Start(new ProcessStartInfo("mosquitto", ["-c", settings]) { RedirectStandardError = true, RedirectStandardOutput = true })!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("mosquitto is not on this machine.");
        }

        await Until.TrueAsync(() => FreePort.IsServed(Port), "mosquitto listens");
    }

    public async Task EndAsync()
    {
        if (_ours is { } ours) await ours.DisposeAsync();
        _ours = null;
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _processes.Clear();
    }

    /// <summary>A client of it, connected.</summary>
    public async Task<MqttClient> ClientAsync()
    {
        var options = new MqttClientOptions { Server = new Uri(Url), ReconnectMin = TimeSpan.FromMilliseconds(50), ReconnectMax = TimeSpan.FromMilliseconds(200) };
        var client = new MqttClient(options, TimeProvider.System, NullLogger.Instance);
        await client.ConnectAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Shorthands of tests.</summary>
internal static class VesecClients
{
    public static async Task TellAsync(this MqttClient client, string topic, string payload, bool retain = false, MqttQos qos = MqttQos.AtLeastOnce)
    {
        var outcome = await client.PublishAsync(new MqttMessage(topic, Encoding.UTF8.GetBytes(payload)) { Retain = retain, Qos = qos });
        Assert.True(outcome.IsDelivered, $"{outcome}");
    }
}
