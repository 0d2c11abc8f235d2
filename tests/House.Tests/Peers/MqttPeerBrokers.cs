using System.Collections.Concurrent;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>The brokers that peers are run against, each started when the first test asks for it, and what the peers' scripts said of them.</summary>
public sealed class MqttPeerBrokers : IAsyncLifetime
{
    private const string Mosquitto = "mosquitto";
    private const string Ours = "busbar";

    /// <summary>The scripts: a name, the program with its first arguments, and scenarios of their own.</summary>
    public static readonly Dictionary<string, MqttPeerScript> Scripts = new(StringComparer.Ordinal)
    {
        ["paho 3.1.1"] = new("/usr/bin/python3", ["python/mqtt_peer.py", "4"], []),
        ["paho 5"] = new("/usr/bin/python3", ["python/mqtt_peer.py", "5"], ["v5_properties", "v5_options"]),
        ["mqtt.js 5"] = new("node", ["mqtt-js/peer.mjs"], ["v5_properties", "v5_aliases"]),
    };

    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<MqttPeerBroker>>> _brokers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Broker, string Script), Lazy<Task<Dictionary<string, string>>>> _runs = new();
    private Lazy<MqttCertificates>? _certificates;

    /// <summary>Names of the brokers.</summary>
    public static string[] Names => [Mosquitto, Ours];

    /// <summary>Scenarios of every script.</summary>
    public static string[] Scenarios { get; } = ["qos0", "qos1", "qos2", "retained", "will", "session", "shared", "tls", "refused", "websocket"];

    public ValueTask InitializeAsync()
    {
        _certificates = new Lazy<MqttCertificates>(() => new MqttCertificates(_folder.Path));
        return ValueTask.CompletedTask;
    }

    /// <summary>A running broker; the test is skipped when it is not installed.</summary>
    internal Task<MqttPeerBroker> BrokerAsync(string name)
    {
        if (name == Mosquitto && !File.Exists(MosquittoBroker.Program)) Assert.Skip("Debian's mosquitto is not installed; scripts/setup-test.sh does it.");
        return _brokers.GetOrAdd(name, n => new Lazy<Task<MqttPeerBroker>>(() => StartAsync(n))).Value;
    }

    /// <summary>What a script said of each scenario: <c>ok</c> or what went wrong. It is run once for all tests.</summary>
    internal Task<Dictionary<string, string>> RunAsync(string broker, string script) =>
        _runs.GetOrAdd((broker, script), key => new Lazy<Task<Dictionary<string, string>>>(() => RunScriptAsync(key.Broker, Scripts[key.Script]))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers.Values) await (await broker.Value).DisposeAsync();
        _folder.Dispose();
    }

    private async Task<MqttPeerBroker> StartAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
        return name == Mosquitto
            ? await MosquittoBroker.StartAsync(folder, _certificates!.Value)
            : await BusbarPeerBroker.StartAsync(folder, _certificates!.Value);
    }

    private async Task<Dictionary<string, string>> RunScriptAsync(string broker, MqttPeerScript script)
    {
        var settings = (await BrokerAsync(broker)).WriteSettings();
        string[] scenarios = [.. Scenarios, .. script.OwnScenarios];
        string[] arguments = [Path.Combine(Repo.Root, "tests", "peers", script.Arguments[0]), .. script.Arguments[1..], settings, .. scenarios];
        await using var peer = new PeerProcess(script.Program, arguments);
        var outcomes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scenario in scenarios) outcomes[scenario] = (await peer.StepAsync(scenario)).GetString()!;
        return outcomes;
    }
}

/// <summary>A script of a peer.</summary>
/// <param name="Program">What runs it.</param>
/// <param name="Arguments">The script below tests/peers and its first arguments.</param>
/// <param name="OwnScenarios">Scenarios that others do not have.</param>
public sealed record MqttPeerScript(string Program, string[] Arguments, string[] OwnScenarios);
