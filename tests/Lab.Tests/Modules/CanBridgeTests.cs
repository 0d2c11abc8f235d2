using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Lab.Modules;
using Busbar.Links.Can;
using Busbar.Links.Tests.Can;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Modules;

public sealed class CanBridgeTests
{
    [Fact]
    public async Task Commands_become_frames_and_a_limit_is_never_rounded_up()
    {
        await using var ours = CanBuses.Open("memory:bridge-out");
        await using var other = CanBuses.Open("memory:bridge-out");
        using var heard = other.Subscribe();
        var bridge = new CanBridge(ours, new FakeTime());

        Assert.True(bridge.SetLimitA(1, 99.97));
        Assert.True(bridge.SetLimitA(1, 1e9));
        Assert.True(bridge.Start(1));
        Assert.True(bridge.Stop(1));
        Assert.False(bridge.Unlock(1));

        Assert.Equal("210#6300 210#FFFF 200# 201#", Text(heard));
    }

    [Fact]
    public async Task Each_0x300_is_a_reading_with_its_power_and_the_energy_since_the_last()
    {
        await using var rig = new Rig("memory:bridge-in");
        rig.Bridge.SetLimitA(1, 100);
        rig.Bridge.Start(1);
        rig.Other.TrySend(LabModule.Current(20));
        await Until.TrueAsync(() => rig.Events.Count == 1, "the first reading");
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Other.TrySend(CanFrame.Standard(0x301, [1, 0]));
        rig.Other.TrySend(LabModule.Current(36));
        await Until.TrueAsync(() => rig.Events.Count == 2, "the second reading");

        var reading = Assert.IsType<Measured>(rig.Events[1]).Reading;
        Assert.Equal((36, 100, 400, 14_400), (reading.CurrentA, reading.OfferedA, reading.VoltageV, reading.PowerW));
        Assert.Equal(4.0, reading.EnergyWh, 6);
        Assert.Null(reading.SocPct);
        Assert.Equal(reading, rig.Bridge.Read(1));
        rig.Bridge.Stop(1);
        Assert.Equal(0, rig.Bridge.Read(1).OfferedA);
    }

    [Fact]
    public async Task A_module_that_falls_silent_is_a_fault_and_is_told_its_limit_again_when_it_speaks()
    {
        await using var rig = new Rig("memory:bridge-silent");
        rig.Bridge.SetLimitA(1, 50);
        rig.Other.TrySend(LabModule.Current(20));
        await Until.TrueAsync(() => rig.Events.Count == 1, "a reading");
        await Until.TrueAsync(() => rig.Events.Count == 2, rig.Time, TimeSpan.FromMilliseconds(500), "the fault");
        Assert.Equal(ChargePointErrorCode.InternalError, Assert.IsType<FaultChanged>(rig.Events[1]).Code);
        Assert.Equal(0, rig.Bridge.Read(1).CurrentA);

        using var heard = rig.Other.Subscribe();
        rig.Other.TrySend(LabModule.Current(0));
        await Until.TrueAsync(() => rig.Events.Count == 4, "the recovery");
        Assert.Equal(ChargePointErrorCode.NoError, Assert.IsType<FaultChanged>(rig.Events[2]).Code);
        Assert.Equal("210#3200", Text(heard));
    }

    [Fact]
    public async Task A_bus_closed_under_it_is_an_error_and_not_a_silence()
    {
        var bus = CanBuses.Open("memory:bridge-closed");
        var running = new CanBridge(bus, new FakeTime()).RunAsync(_ => { }, CancellationToken.None);
        await bus.DisposeAsync();
        await Assert.ThrowsAsync<CanBusException>(() => running);
    }

    [Fact]
    public async Task Module_bridge_and_station_give_the_document_s_flow_from_command_to_MeterValues()
    {
        var time = new FakeTime();
        await using var moduleBus = CanBuses.Open("memory:flow", time);
        await using var stationBus = CanBuses.Open("memory:flow", time);
        using var stop = new CancellationTokenSource();
        var central = new FakeCentral();
        var module = new ChargerModuleDevice(moduleBus, time);
        var options = StationRig.Options() with { MeterEveryReading = true, AcceptEarlyTxProfile = true };
        var station = new ChargePoint(options, new CanBridge(stationBus, time), time, TimeProvider.System) { Connect = central.ConnectAsync };
        Task[] running = [module.RunAsync(stop.Token), station.RunAsync(stop.Token)];
        await Until.TrueAsync(() => station.View.Registration == BootNotificationStatus.Accepted, "the boot");

        // Exactly system 2's profile: a TxProfile although no transaction runs.
        var profile = Profiles.Profile(ChargingProfilePurpose.TxProfile, (0, 100));
        Assert.Equal(ChargingProfileStatus.Accepted, (await central.CallAsync<SetChargingProfileResponse>(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = profile })).Status);
        Assert.Equal(RemoteStartStopStatus.Accepted, (await central.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = 1 })).Status);
        await Until.TrueAsync(() => module.State is { IsRunning: true, LimitA: 100 }, "the module has its orders");
        central.Forget();

        await Until.TrueAsync(() => central.Of<MeterValuesRequest>().Length >= 4, time, TimeSpan.FromMilliseconds(100), "four meter values");
        var currents = central.Of<MeterValuesRequest>().Take(4).Select(m => m.MeterValue[0].SampledValue.Single(s => s.Measurand == Measurand.CurrentImport).Value);
        Assert.Equal("20 36 49 59", string.Join(' ', currents));
        Assert.All(central.Of<MeterValuesRequest>().Take(4), m => Assert.Equal(1, m.TransactionId));

        await central.CallAsync<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        await Until.TrueAsync(() => !module.State.IsRunning, "the module stops");
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task Python_can_plays_the_module_for_our_charge_point()
    {
        var port = FreePort.Udp();
        await using var bus = CanBuses.Open($"udp:239.74.163.79:{port}");
        await using var python = await PythonCan.StartAsync("239.74.163.79", port, """
            running, limit, current = False, 32, 0.0
            deadline = time.time() + 15
            while time.time() < deadline:
                m = bus.recv(0.1)
                if m is not None and not m.is_extended_id:
                    if m.arbitration_id == 0x200: running = True; print("start", flush=True)
                    if m.arbitration_id == 0x201: running = False; print("stop", flush=True); break
                    if m.arbitration_id == 0x210: limit = m.data[0] + 256 * m.data[1]; print("limit", limit, flush=True)
                current += ((limit if running else 0) - current) * 0.2
                value = int(current)
                bus.send(can.Message(arbitration_id=0x300, is_extended_id=False, data=[value & 255, value >> 8]))
            """);
        using var stop = new CancellationTokenSource();
        var central = new FakeCentral();
        var options = StationRig.Options() with { MeterEveryReading = true };
        var station = new ChargePoint(options, new CanBridge(bus, TimeProvider.System), TimeProvider.System) { Connect = central.ConnectAsync };
        var running = station.RunAsync(stop.Token);
        await Until.TrueAsync(() => station.View.Registration == BootNotificationStatus.Accepted, "the boot");

        await central.CallAsync<SetChargingProfileResponse>(Profiles.Limit(100));
        Assert.Equal("limit 100", await python.ReadLineAsync());
        await central.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { IdTag = "DEMO", ConnectorId = 1 });
        Assert.Equal("start", await python.ReadLineAsync());
        await Until.TrueAsync(() => Currents().Any(a => a > 60), "the current comes back as MeterValues");
        await central.CallAsync<RemoteStopTransactionResponse>(new RemoteStopTransactionRequest { TransactionId = 1 });
        Assert.Equal("stop", await python.ReadLineAsync());
        await stop.CancelAsync();
        await running;

        IEnumerable<double> Currents() => central.Of<MeterValuesRequest>()
            .Select(m => double.Parse(m.MeterValue[0].SampledValue.Single(s => s.Measurand == Measurand.CurrentImport).Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Python_can_sniffs_0x300_from_our_module_and_drives_it()
    {
        var port = FreePort.Udp();
        await using var bus = CanBuses.Open($"udp:239.74.163.80:{port}");
        using var stop = new CancellationTokenSource();
        var running = new ChargerModuleDevice(bus, new Busbar.Lab.Time.ScaledTime(20)).RunAsync(stop.Token);
        await using var python = await PythonCan.StartAsync("239.74.163.80", port, """
            bus.send(can.Message(arbitration_id=0x210, is_extended_id=False, data=[100, 0]))
            bus.send(can.Message(arbitration_id=0x200, is_extended_id=False))
            last = 0
            deadline = time.time() + 15
            while last < 90 and time.time() < deadline:
                m = bus.recv(1)
                if m is not None and m.arbitration_id == 0x300:
                    last = m.data[0] + 256 * m.data[1]
                    print(m.dlc, last, flush=True)
            """);
        var seen = new List<int>();
        while (seen.Count == 0 || seen[^1] < 90)
        {
            var words = (await python.ReadLineAsync())!.Split(' ');
            Assert.Equal("2", words[0]);
            seen.Add(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal([20, 36, 49, 59, 67, 74, 79, 83, 87, 89, 91], seen.SkipWhile(a => a == 0));
        await stop.CancelAsync();
        await running;
    }

    private static string Text(CanSubscription lane)
    {
        var frames = new List<string>();
        while (lane.TryRead(out var received)) frames.Add(received.Frame.ToString());
        return string.Join(' ', frames);
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ICanBus _ours;
        private readonly Task _running;

        public Rig(string address)
        {
            _ours = CanBuses.Open(address, Time);
            Other = CanBuses.Open(address, Time);
            Bridge = new CanBridge(_ours, Time);
            _running = Bridge.RunAsync(Events.Add, _stop.Token);
        }

        public FakeTime Time { get; } = new();

        public ICanBus Other { get; }

        public CanBridge Bridge { get; }

        public List<HardwareEvent> Events { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            await _ours.DisposeAsync();
            await Other.DisposeAsync();
            _stop.Dispose();
        }
    }
}
