using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Busbar.Links.Ocpp;
using Busbar.Links.WebSockets;
using Busbar.Links.WebSockets.Handshake;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Support;

/// <summary>
/// A small central system on a real TCP port for many stations at once. It reads strictly, so whatever a station sends that is not
/// exactly of the standard shows up in <see cref="Troubles"/>.
/// </summary>
internal sealed class TcpCentral : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _nextTransaction;

    public TcpCentral(Leniency leniency = Leniency.None)
    {
        Leniency = leniency;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Leniency Leniency { get; }

    public Uri Url => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/ocpp");

    public ConcurrentQueue<(string Station, OcppRequest Request)> Received { get; } = new();

    public ConcurrentQueue<OcppTrouble> Troubles { get; } = new();

    public ConcurrentQueue<Leniency> Leniencies { get; } = new();

    public ConcurrentDictionary<string, OcppConnection> Stations { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<WebSocketClosure> Closures { get; } = new();

    public int Accepted { get; private set; }

    /// <summary>Requests that are answered with an InternalError, as by a central system whose database is away.</summary>
    public Func<OcppRequest, bool> Refuses { get; set; } = static _ => false;

    /// <summary>Requests that get no answer but the end of their connection.</summary>
    public Func<OcppRequest, bool> Cuts { get; set; } = static _ => false;

    public T[] Of<T>() => [.. Received.Select(r => r.Request).OfType<T>()];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.SoonAsync();
        await Task.WhenAll(_connections).SoonAsync();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Accepted++;
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closing.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            var stream = new NetworkStream(socket, ownsSocket: true);
            var transport = new Transport(PipeReader.Create(stream), PipeWriter.Create(stream));
            var outcome = await ServerHandshake.ReadAsync(transport.Input);
            if (outcome.Request is not { } request) return;
            await ServerHandshake.AcceptAsync(transport.Output, request, "ocpp1.6");
            var station = request.Path.Split('/')[^1];
            var webSocket = new WebSocketConnection(transport, WebSocketRole.Server, null, TimeProvider.System, "ocpp1.6", socket.Dispose);
            var connection = new OcppConnection(webSocket, OcppVersion.V16, new Peer(this, station), new OcppConnectionOptions { Leniency = Leniency }, TimeProvider.System);
            Stations[station] = connection;
            await connection.RunAsync(_stop.Token);
            if (webSocket.Closure is { } closure) Closures.Enqueue(closure);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The station went away.
        }
    }

    private OcppResponse Answer(OcppRequest request) => request switch
    {
        AuthorizeRequest => new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } },
        BootNotificationRequest => new BootNotificationResponse { Status = BootNotificationStatus.Accepted, CurrentTime = DateTimeOffset.UnixEpoch, Interval = 300 },
        HeartbeatRequest => new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch },
        MeterValuesRequest => new MeterValuesResponse(),
        StartTransactionRequest => new StartTransactionResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted }, TransactionId = Interlocked.Increment(ref _nextTransaction) },
        StatusNotificationRequest => new StatusNotificationResponse(),
        DataTransferRequest => new DataTransferResponse { Status = DataTransferStatus.Accepted },
        _ => new StopTransactionResponse(),
    };

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Peer(TcpCentral owner, string station) : IOcppPeerHandler
    {
        public async ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct)
        {
            owner.Received.Enqueue((station, request));
            if (owner.Cuts(request))
            {
                await owner.Stations[station].CloseAsync(1001, "going away");
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }

            return owner.Refuses(request) ? OcppAnswer.Refuse(OcppErrorCode.InternalError, "The database is away.") : OcppAnswer.Of(owner.Answer(request));
        }

        public void OnTrouble(OcppTrouble trouble) => owner.Troubles.Enqueue(trouble);

        public void OnLeniency(OcppAction action, Leniency used) => owner.Leniencies.Enqueue(used);
    }
}
