using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Client;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.House.Tests.Docs;

/// <summary>The C# of docs/mqtt.md compiles, and does what it says.</summary>
public sealed class MqttExampleTests
{
    private readonly TaskCompletionSource<MqttMessage> _stored = new();

    [Fact]
    public async Task The_example_of_the_client_runs()
    {
        var ct = TestContext.Current.CancellationToken;
        var log = NullLogger.Instance;
        var access = new MqttAccess(new MqttAccessOptions { Anonymous = AnonymousAccess.Always }, log);
        await using var broker = await MqttBroker.StartAsync(new MqttBrokerOptions { Port = 0, Address = "127.0.0.1" }, new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, access), ct);

        var options = new MqttClientOptions { Server = new Uri("mqtt://127.0.0.1:1883"), ClientId = "meter-3" };
        options = options with { Server = new Uri($"mqtt://127.0.0.1:{broker.Port}") };
        await using var client = new MqttClient(options, TimeProvider.System, log);
        await client.ConnectAsync(ct);
        await using var subscription = await client.SubscribeAsync("site/+/power", (message, stop) => Store(message), ct: ct);
        var outcome = await client.PublishAsync(new MqttMessage("site/3/power", "42.5"u8.ToArray()) { Qos = MqttQos.ExactlyOnce }, ct);
        if (!outcome.IsDelivered) throw new InvalidOperationException($"{outcome.Delivery}: {outcome.Code} {outcome.Reason}");

        Assert.Equal("42.5", Encoding.UTF8.GetString((await _stored.Task.SoonAsync()).Payload.Span));
    }

    [Fact]
    public void The_page_shows_the_example_that_runs()
    {
        var page = File.ReadAllText(Path.Combine(Repo.Root, "docs", "mqtt.md"));
        var source = File.ReadAllText(Path.Combine(Repo.Root, "tests", "House.Tests", "Docs", "MqttExampleTests.cs"));
        var example = page.Split("```csharp\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(example);
        Assert.All(example, line => Assert.Contains($"        {line}\n", source, StringComparison.Ordinal));
    }

    private ValueTask Store(MqttMessage message)
    {
        _stored.TrySetResult(message);
        return default;
    }
}
