using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>Our broker in this process on a free port, in memory, with a clock that the test moves.</summary>
internal sealed class OurServer : Server
{
    private readonly MqttBroker _broker;
    private readonly FakeTime _time;

    private OurServer(MqttBroker broker, FakeTime time) => (_broker, _time) = (broker, time);

    public override int Port => _broker.Port;

    public override int WebSocketPort => _broker.Port;

    public static async Task<OurServer> StartAsync(ServerTerms terms)
    {
        var time = new FakeTime();
        var broker = await MqttBroker.StartAsync(
            terms.Options with { Port = 0, Address = "127.0.0.1" }, new(time, NullLoggerFactory.Instance, terms.Access ?? new OpenDoor()), CancellationToken.None).SoonAsync();
        return new(broker, time);
    }

    /// <summary>In steps, so that what has been answered is also done with before the time is over.</summary>
    public override async Task PassAsync(double seconds)
    {
        const int Steps = 8;
        for (var i = 0; i < Steps; i++)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromSeconds(seconds / Steps));
        }
    }

    /// <summary>Deadlines fire up to two ticks of 100 ms late.</summary>
    public override Task PassWellAsync(double seconds) => PassAsync(seconds + 0.2);

    public override Task GoneAsync(string clientId) =>
        Until.TrueAsync(() => _broker.Find(clientId) is not { Client.Connection: not null }, $"the connection of {clientId} has ended");

    public override ValueTask DisposeAsync() => _broker.DisposeAsync();

    private sealed class OpenDoor : IMqttAccess
    {
        public ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct) =>
            ValueTask.FromResult(new AccessDecision(new("anonymous", credentials.ClientId), null));

        public bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic) => true;

        public bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter) => true;
    }
}
