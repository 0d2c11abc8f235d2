namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>One server per test and peers that speak bytes to it. Tests are named after the statements that they cover (MQTT 5.0, appendix B).</summary>
public abstract class ConformanceTest : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];
    private Server? _server;

    private protected Server Server => _server ?? throw new InvalidOperationException("No server was started.");

    /// <summary>Starts the server with what the test needs of it; the first peer starts one with the defaults.</summary>
    private protected async Task ServeAsync(ServerTerms? terms = null)
    {
        if (Server.JudgesMosquitto && terms is not null) Assert.Skip("mosquitto: the test needs settings of our broker.");
        _server = Server.JudgesMosquitto ? await MosquittoServer.StartAsync() : await OurServer.StartAsync(terms ?? new());
    }

    /// <summary>Leaves the test out when mosquitto is judged, and says in what it differs.</summary>
    private protected static void MosquittoDiffers(string how)
    {
        if (Server.JudgesMosquitto) Assert.Skip($"mosquitto 2.0.11: {how}");
    }

    /// <summary>A connection on which nothing was sent yet.</summary>
    private protected async Task<RawPeer> DialAsync()
    {
        if (_server is null) await ServeAsync();
        var peer = await RawPeer.DialAsync(Server.Port, Server.JudgesMosquitto);
        _owned.Add(peer);
        return peer;
    }

    /// <summary>A client that was let in.</summary>
    private protected async Task<RawPeer> JoinAsync(RawConnect connect)
    {
        var peer = await DialAsync();
        await peer.ConnectAsync(connect);
        return peer;
    }

    /// <summary>A 5.0 client that was let in.</summary>
    private protected Task<RawPeer> JoinAsync(string clientId) => JoinAsync(new RawConnect(clientId));

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned) await owned.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
