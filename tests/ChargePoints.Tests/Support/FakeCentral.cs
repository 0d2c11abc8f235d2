using System.Collections.Concurrent;
using Busbar.ChargePoints;
using Busbar.Links.Ocpp;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests.Support;

/// <summary>
/// A scripted central system at the other end of in-memory pipes: each connection that the charge point opens is a real OCPP-J
/// connection, and what comes over it is recorded and answered in a friendly way unless the script says otherwise.
/// </summary>
internal sealed class FakeCentral : IOcppPeerHandler
{
    private readonly ConcurrentQueue<OcppRequest> _received = new();
    private int _nextTransaction;

    /// <summary>The test's own answers; null: the default one.</summary>
    public Func<OcppRequest, OcppAnswer?>? Script { get; set; }

    /// <summary>Connections opened so far.</summary>
    public int Connections { get; private set; }

    /// <summary>While set, nobody can connect.</summary>
    public bool IsDown { get; set; }

    public OcppConnection? Current { get; private set; }

    /// <summary>Everything received, in order.</summary>
    public OcppRequest[] Received => [.. _received];

    public string Names => string.Join(' ', Received.Select(r => r is StatusNotificationRequest s ? $"{s.Status}{s.ConnectorId}" : r.Action.Name));

    public T[] Of<T>() => [.. _received.OfType<T>()];

    public void Forget() => _received.Clear();

    /// <summary>What a charge point calls to open a connection.</summary>
    public Task<WebSocketConnection> ConnectAsync(CancellationToken ct)
    {
        if (IsDown) throw new IOException("the central system is down");
        var pair = new PipePair();
        var server = new OcppConnection(new WebSocketConnection(pair.Server, WebSocketRole.Server, null, TimeProvider.System), OcppVersion.V16, this, OcppConnectionOptions.Default, TimeProvider.System);
        Connections++;
        Current = server;
        _ = server.RunAsync(CancellationToken.None);
        return Task.FromResult(new WebSocketConnection(pair.Client, WebSocketRole.Client, null, TimeProvider.System));
    }

    public async Task<T> CallAsync<T>(OcppRequest request)
        where T : OcppResponse
    {
        var reply = await Current!.CallAsync(request, TimeSpan.FromSeconds(20), CancellationToken.None);
        Assert.True(reply.Kind == OcppReplyKind.Answered, $"{reply.Kind} {reply.ErrorText}");
        return Assert.IsType<T>(reply.Response);
    }

    public ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct)
    {
        _received.Enqueue(request);
        return ValueTask.FromResult(Script?.Invoke(request) ?? OcppAnswer.Of(request switch
        {
            AuthorizeRequest => new AuthorizeResponse { IdTagInfo = Accepted },
            BootNotificationRequest => new BootNotificationResponse { Status = BootNotificationStatus.Accepted, CurrentTime = DateTimeOffset.UnixEpoch, Interval = 300 },
            HeartbeatRequest => new HeartbeatResponse { CurrentTime = DateTimeOffset.UnixEpoch },
            MeterValuesRequest => new MeterValuesResponse(),
            StartTransactionRequest => new StartTransactionResponse { IdTagInfo = Accepted, TransactionId = ++_nextTransaction },
            StatusNotificationRequest => new StatusNotificationResponse(),
            StopTransactionRequest => new StopTransactionResponse(),
            _ => throw new InvalidOperationException($"unexpected {request.Action}"),
        }));
    }

    private static IdTagInfo Accepted => new() { Status = AuthorizationStatus.Accepted };
}
