using System.Buffers.Binary;
using System.Text;
using Busbar.Links.Ocpp;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Links.Tests.Ocpp;

/// <summary>A central system under test whose station is played by hand, frame by frame, under a clock that stands still.</summary>
internal sealed class OcppPeer : IOcppPeerHandler, IAsyncDisposable
{
    private readonly PipePair _pipes = new(capacityBytes: 1 << 20);
    private readonly Task _running;

    public OcppPeer(OcppConnectionOptions? options = null)
    {
        var socket = new WebSocketConnection(_pipes.Server, WebSocketRole.Server, null, Time);
        Connection = new OcppConnection(socket, OcppVersion.V16, this, options ?? OcppConnectionOptions.Default, Time);
        _running = Connection.RunAsync(CancellationToken.None);
    }

    public FakeTime Time { get; } = new();

    public OcppConnection Connection { get; }

    public Func<OcppRequest, ValueTask<OcppAnswer>> OnCall { get; set; } = _ => new(OcppAnswer.Of(new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch }));

    public List<OcppRequest> Calls { get; } = [];

    public List<OcppTrouble> Troubles { get; } = [];

    public List<(string Action, bool FromPeer, string Request, string Response, string? Error, TimeSpan Latency)> Exchanges { get; } = [];

    public Leniency Used { get; private set; }

    public bool WantsExchanges { get; set; }

    public Task Running => _running;

    public async ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct)
    {
        lock (Calls) Calls.Add(request);
        return await OnCall(request);
    }

    public void OnTrouble(OcppTrouble trouble)
    {
        lock (Troubles) Troubles.Add(trouble);
    }

    public void OnLeniency(OcppAction action, Leniency used) => Used |= used;

    public void OnExchange(in OcppExchange e)
    {
        lock (Exchanges) Exchanges.Add((e.Action, e.FromPeer, Encoding.UTF8.GetString(e.Request), Encoding.UTF8.GetString(e.Response), e.ErrorCode, e.Latency));
    }

    public Task SendAsync(string text) => _pipes.Client.SendAsync(Frames.Masked(Frames.Text, text));

    public Task SendBytesAsync(byte[] frame) => _pipes.Client.SendAsync(frame);

    /// <summary>The next text that goes to the station.</summary>
    public async Task<string> ReceiveAsync()
    {
        var (first, payload) = await FrameAsync();
        Assert.Equal(Frames.Text, first);
        return Encoding.UTF8.GetString(payload);
    }

    public async Task<(ushort Code, string Reason)> ReceiveCloseAsync()
    {
        var (first, payload) = await FrameAsync();
        Assert.Equal(Frames.Close, first);
        return (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
    }

    /// <summary>The id of a CALL that goes to the station, which must be of that action.</summary>
    public async Task<string> ReceiveCallAsync(string action)
    {
        var parts = (await ReceiveAsync()).Split('"');
        Assert.Equal("[2,", parts[0]);
        Assert.Equal(action, parts[3]);
        return parts[1];
    }

    public async Task<string> AskAsync(string text)
    {
        await SendAsync(text);
        return await ReceiveAsync();
    }

    public Task TroubleAsync(OcppTroubleKind kind) => Until.TrueAsync(
        () =>
        {
            lock (Troubles) return Troubles.Exists(t => t.Kind == kind);
        },
        $"trouble {kind}");

    public async ValueTask DisposeAsync()
    {
        await _pipes.Client.Output.CompleteAsync();
        await Until.TrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                return _running.IsCompleted;
            },
            "the connection has ended");
        await _running;
    }

    /// <summary>The next frame that is not a ping.</summary>
    private async Task<(byte First, byte[] Payload)> FrameAsync()
    {
        while (true)
        {
            var frame = await _pipes.Client.ReceiveFrameAsync();
            if (frame.First != Frames.Ping) return frame;
        }
    }
}
