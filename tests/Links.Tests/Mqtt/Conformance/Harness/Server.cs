namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>
/// The server under test: ours in this process, with a clock that stands still; or, with <c>BUSBAR_MQTT_CONFORMANCE=mosquitto</c>, Debian's
/// mosquitto by real time, which tells whether the tests themselves judge rightly.
/// </summary>
internal abstract class Server : IAsyncDisposable
{
    public static bool JudgesMosquitto { get; } = Environment.GetEnvironmentVariable("BUSBAR_MQTT_CONFORMANCE") == "mosquitto";

    public abstract int Port { get; }

    public abstract int WebSocketPort { get; }

    /// <summary>Lets time pass on the server's clock.</summary>
    public abstract Task PassAsync(double seconds);

    /// <summary>Lets that time pass and as much more as the server may be late.</summary>
    public abstract Task PassWellAsync(double seconds);

    /// <summary>Waits until the server knows that the client's connection has ended.</summary>
    public abstract Task GoneAsync(string clientId);

    public abstract ValueTask DisposeAsync();
}
