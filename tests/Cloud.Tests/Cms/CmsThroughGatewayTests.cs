using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Links.Ocpp;
using Busbar.Links.WebSockets;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>The CMS and the real gateway in one host, and a station that speaks real bytes over a real socket.</summary>
public sealed class CmsThroughGatewayTests : IAsyncLifetime
{
    private readonly FakeStore _store = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private IHost _host = null!;

    private ICms Cms => _host.Services.GetRequiredService<ICms>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IStore>(_store).AddSingleton<IBus, InProcessBus>();
        builder.Services.AddBusbarCms(new CmsOptions { UnknownStations = UnknownStationPolicy.Accept, BootSettleTime = TimeSpan.Zero });
        builder.Services.AddBusbarGateway(new GatewayOptions { Port = 0, Address = "127.0.0.1", DrainSpread = TimeSpan.Zero });
        _store.Add(CmsRig.Tag("TAG1"));
        _host = builder.Build();
        await _host.StartAsync(_deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(_deadline.Token);
        _host.Dispose();
        _deadline.Dispose();
    }

    [Fact]
    public async Task A_session_walks_from_the_socket_to_the_store_and_the_view()
    {
        await using var station = await ConnectAsync();
        Assert.Equal(BootNotificationStatus.Accepted, (await station.CallAsync<BootNotificationResponse>(CmsRig.Boot())).Status);
        var now = DateTimeOffset.UtcNow;
        await station.CallAsync<StatusNotificationResponse>(new StatusNotificationRequest
        {
            ConnectorId = 1, Status = ChargePointStatus.Preparing, ErrorCode = ChargePointErrorCode.NoError, Timestamp = now,
        });
        var start = await station.CallAsync<StartTransactionResponse>(new StartTransactionRequest { ConnectorId = 1, IdTag = "tag1", MeterStart = 100, Timestamp = now });
        Assert.Equal(AuthorizationStatus.Accepted, start.IdTagInfo.Status);
        await station.CallAsync<MeterValuesResponse>(new MeterValuesRequest
        {
            ConnectorId = 1, TransactionId = start.TransactionId,
            MeterValue = [new MeterValue { Timestamp = now.AddSeconds(1), SampledValue = [CmsRig.Sample("7.2", Measurand.PowerActiveImport, UnitOfMeasure.KW), CmsRig.Sample("600")] }],
        });
        var view = Cms.FindStation(CmsRig.Id)!;
        Assert.Equal((true, "Acme", 7200.0, 500.0), (view.Connected, view.Vendor, view.PowerW!.Value, view.Connectors.Single().TransactionEnergyWh!.Value));
        await station.CallAsync<StopTransactionResponse>(new StopTransactionRequest { TransactionId = start.TransactionId, MeterStop = 1100, Timestamp = now.AddSeconds(2) });
        Assert.Equal(1000, _store.Transactions.Single().EnergyWh);
        await Until.TrueAsync(() => _store.Messages.Any(m => m.Action == "StopTransaction"), "the stop is in the message log");
        await Until.TrueAsync(() => _store.Messages.Any(m => m is { Action: "GetConfiguration", FromStation: false }), "the configuration was asked for");
    }

    [Fact]
    public async Task Blocking_a_connected_station_closes_its_socket_with_the_reason()
    {
        await using var station = await ConnectAsync();
        await station.CallAsync<BootNotificationResponse>(CmsRig.Boot());
        await Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Blocked, null, null, null, null), _deadline.Token);
        await station.Ended.WaitAsync(_deadline.Token);
        Assert.Equal((WebSocketCloseCode.PolicyViolation, "The station was blocked by the operator.", true), station.Closure);
    }

    [Fact]
    public async Task A_command_reaches_the_station_and_its_answer_comes_back()
    {
        await using var station = await ConnectAsync();
        await station.CallAsync<BootNotificationResponse>(CmsRig.Boot());
        var reply = await Cms.CommandAsync(CmsRig.Id, new ClearCacheRequest(), "anna", _deadline.Token);
        Assert.Equal(ClearCacheStatus.Rejected, Assert.IsType<ClearCacheResponse>(reply.Response).Status);
    }

    [Fact]
    public async Task What_a_rejected_station_reports_is_refused_with_a_security_error()
    {
        await Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Rejected, null, null, null, null), _deadline.Token);
        await using var station = await ConnectAsync();
        var reply = await station.SendAsync(new MeterValuesRequest { ConnectorId = 1, MeterValue = [] });
        Assert.Equal((OcppReplyKind.Refused, "SecurityError"), (reply.Kind, reply.ErrorCode));
    }

    [Fact]
    public async Task When_the_store_takes_nothing_the_station_is_told_and_may_repeat()
    {
        await using var station = await ConnectAsync();
        await station.CallAsync<BootNotificationResponse>(CmsRig.Boot());
        _store.Full = true;
        var meters = new MeterValuesRequest { ConnectorId = 1, MeterValue = [new MeterValue { Timestamp = DateTimeOffset.UtcNow, SampledValue = [CmsRig.Sample("5")] }] };
        Assert.Equal("InternalError", (await station.SendAsync(meters)).ErrorCode);
        _store.Full = false;
        await station.CallAsync<MeterValuesResponse>(meters);
        Assert.Single(_store.Samples);
    }

    [Fact]
    public async Task A_closed_socket_is_a_station_that_is_gone()
    {
        await using (await ConnectAsync()) Assert.True(Cms.FindStation(CmsRig.Id)!.Connected);
        await Until.TrueAsync(() => !Cms.FindStation(CmsRig.Id)!.Connected, "the station is not connected any more");
    }

    private async Task<Station> ConnectAsync()
    {
        var port = _host.Services.GetRequiredService<GatewayHost>().Port;
        var socket = await WebSocketClient.ConnectAsync(
            new Uri($"ws://127.0.0.1:{port}/{CmsRig.Id}"), new WebSocketClientOptions { SubProtocols = ["ocpp1.6"] }, _deadline.Token);
        var station = new Station(socket, _deadline.Token);
        await Until.TrueAsync(() => Cms.FindStation(CmsRig.Id) is { Connected: true }, "the station is connected");
        return station;
    }

    /// <summary>Our own station side: it refuses to clear its cache and implements nothing else.</summary>
    private sealed class Station : IOcppPeerHandler, IAsyncDisposable
    {
        private readonly OcppConnection _connection;
        private readonly CancellationToken _deadline;
        private readonly Task _running;

        public Station(WebSocketConnection socket, CancellationToken deadline)
        {
            _deadline = deadline;
            _connection = new OcppConnection(socket, OcppVersion.V16, this, OcppConnectionOptions.Default, TimeProvider.System);
            _running = _connection.RunAsync(deadline);
        }

        public Task Ended => _running;

        public (ushort Code, string Reason, bool ByPeer)? Closure =>
            _connection.Socket.Closure is { } closure ? (closure.Code, closure.Reason, closure.ByPeer) : null;

        public ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct) => ValueTask.FromResult(
            request is ClearCacheRequest
                ? OcppAnswer.Of(new ClearCacheResponse { Status = ClearCacheStatus.Rejected })
                : OcppAnswer.Refuse(OcppErrorCode.NotImplemented, "not in this test"));

        public ValueTask<OcppReply> SendAsync(OcppRequest request) => _connection.CallAsync(request, TimeSpan.FromSeconds(20), _deadline);

        public async Task<T> CallAsync<T>(OcppRequest request)
            where T : OcppResponse
        {
            var reply = await SendAsync(request);
            Assert.Equal(OcppReplyKind.Answered, reply.Kind);
            return Assert.IsType<T>(reply.Response);
        }

        public async ValueTask DisposeAsync()
        {
            await _connection.CloseAsync(1000, "done");
            await _running;
        }
    }
}
