using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>
/// MQTT clients that others wrote: each scenario is run by the same script against Debian's mosquitto, which judges the script, and against our broker,
/// which is judged by it.
/// </summary>
public sealed class MqttPeerTests(MqttPeerBrokers brokers) : IClassFixture<MqttPeerBrokers>
{
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var broker in MqttPeerBrokers.Names)
                foreach (var (name, script) in MqttPeerBrokers.Scripts)
                    foreach (var scenario in MqttPeerBrokers.Scenarios.Concat(script.OwnScenarios)) data.Add(broker, name, scenario);
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_client_of_others_gets_what_the_standard_promises(string broker, string script, string scenario)
    {
        SkipWithout(script);
        var outcomes = await brokers.RunAsync(broker, script);
        Assert.Equal("ok", outcomes[scenario]);
    }

    private static void SkipWithout(string script)
    {
        if (script.StartsWith("paho", StringComparison.Ordinal) && !Directory.Exists("/usr/lib/python3/dist-packages/paho"))
            Assert.Skip("Debian's python3-paho-mqtt is not installed; scripts/setup-test.sh does it.");
        if (script.StartsWith("mqtt.js", StringComparison.Ordinal) && !Directory.Exists(Path.Combine(Repo.Root, "tests", "peers", "mqtt-js", "node_modules")))
            Assert.Skip("npm's mqtt is not installed; scripts/setup-test.sh does it.");
    }
}
