using Busbar.Core.Safety;
using Busbar.Lab.Modules;
using Busbar.Links.Can;
using Busbar.Plant.Modules;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Modules;

/// <summary>Simulated modules, byte by byte, before the driver of their bus. Nothing runs by itself: <see cref="Run"/> moves the clock.</summary>
internal sealed class ModuleRig : IAsyncDisposable
{
    public static readonly ModuleEnvelope Envelope = new(50, 1000, 133, 40_000, MaxDischargeA: 60);

    private readonly CanSubscription _wire;

    public ModuleRig(string family, int count = 1, Func<ModuleConfig, ModuleConfig>? configure = null, ModuleBusOptions? options = null)
        : this([.. Enumerable.Range(1, count).Select(n => (family, n))], configure, options)
    {
    }

    public ModuleRig((string Family, int Address)[] modules, Func<ModuleConfig, ModuleConfig>? configure = null, ModuleBusOptions? options = null)
    {
        var address = $"memory:modules-{Guid.NewGuid():N}";
        Theirs = CanBuses.Open(address, Time);
        Ours = CanBuses.Open(address, Time);
        _wire = Theirs.Subscribe(100_000);
        Bench = new ModuleBench(Theirs, [.. modules.Select(m => SimulatedModules.Create(m.Family, new SimulatedModuleOptions { Address = m.Address }))]);
        Configs = [.. modules.Select(m => new ModuleConfig($"M{m.Address}", m.Family, m.Address, Envelope)).Select(c => configure?.Invoke(c) ?? c)];
        Options = options ?? new ModuleBusOptions();
        Bus = Start();
    }

    public FakeTime Time { get; } = new();

    public ICanBus Theirs { get; }

    public ICanBus Ours { get; }

    public ModuleBench Bench { get; }

    public IReadOnlyList<ModuleConfig> Configs { get; }

    public ModuleBusOptions Options { get; }

    public ModuleBus Bus { get; private set; }

    public SimulatedModule Module => Bench.Modules[0];

    public IPowerModuleDriver Driver => Bus.Modules[0];

    public ModuleView View => Driver.View;

    /// <summary>What the controller has sent, with its time.</summary>
    public List<(TimeSpan At, CanFrame Frame)> Sent { get; } = [];

    /// <summary>Views that were announced for the first module.</summary>
    public List<ModuleView> Announced { get; } = [];

    public TimeSpan Now { get; private set; }

    /// <summary>A setpoint through the only door that there is.</summary>
    public static SafeSetpoint Safe(double voltageV, double currentA)
    {
        var context = new SafetyContext
        {
            Modules = Envelope, GunMaxV = 1000, GunMaxA = 1000, GunMaxW = 1e6, CableMaxA = 1000, GrantMaxA = 1000, GrantMaxW = 1e6, TestMaxA = 1000,
            VehicleMaxDischargeA = 1000, OutputClosed = true, Permits = true, Isolation = IsolationStatus.Valid, MeasuredV = voltageV,
            MeasurementAge = TimeSpan.Zero, MeasurementMaxAge = TimeSpan.FromSeconds(1),
        };
        var safe = Safety.Clamp(new WantedSetpoint(voltageV, currentA, On: true, DrivePhase.Charge), context);
        Assert.True(safe.IsOn, safe.ToString());
        return safe;
    }

    public void Run(int ms)
    {
        for (var t = 0; t < ms; t += 5)
        {
            Now += TimeSpan.FromMilliseconds(5);
            Time.Advance(TimeSpan.FromMilliseconds(5));
            Look();
            Bench.Step(TimeSpan.FromMilliseconds(5));
            Bus.Turn();
        }

        Look();
    }

    public void Until(Func<bool> condition, string what, int atMostMs = 30_000)
    {
        for (var t = 0; t < atMostMs && !condition(); t += 5) Run(5);
        Assert.True(condition(), $"never came true: {what}; {View} {string.Join(", ", View.Errors)}");
    }

    /// <summary>Brings the first module to its output.</summary>
    public void Start(double voltageV, double currentA)
    {
        Until(() => View.IsUsable, "usable");
        Assert.True(Driver.Set(Safe(voltageV, currentA)));
        Until(() => View.IsOn == true && Math.Abs(Module.CurrentA) > 0, "on");
    }

    public bool Has(ModuleErrorCode code) => View.Errors.Any(e => e.Code == code);

    public async Task RestartControllerAsync()
    {
        await Bus.DisposeAsync();
        Bus = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        Bench.Dispose();
        _wire.Dispose();
        await Ours.DisposeAsync();
        await Theirs.DisposeAsync();
    }

    private void Look()
    {
        while (_wire.TryRead(out var received)) Sent.Add((received.At - DateTimeOffset.UnixEpoch, received.Frame));
    }

    private ModuleBus Start()
    {
        var bus = ModuleBus.Open(Ours, Configs, Time, NullLogger.Instance, Options, hasLoop: false);
        bus.Modules[0].Changed += Announced.Add;
        return bus;
    }
}
