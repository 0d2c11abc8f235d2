using Busbar.Lab.Time;
using Busbar.Links.Can;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>A contactor board of a simulated site.</summary>
/// <param name="Bus">Index of its bus.</param>
/// <param name="Address">1 to 254.</param>
/// <param name="Contactors">Numbers of the site's contactors on its outputs 0, 1, 2...; at most 32.</param>
public sealed record LabContactorBoardPlan(int Bus, byte Address, IReadOnlyList<int> Contactors);

/// <summary>The gun board of a gun.</summary>
/// <param name="Bus">Index of its bus.</param>
/// <param name="Address">1 to 254.</param>
public sealed record LabGunBoardPlan(int Bus, byte Address);

/// <summary>A module's electronics and where they hang.</summary>
/// <param name="Bus">Index of its bus.</param>
/// <param name="Module">The electronics.</param>
public sealed record LabModulePlan(int Bus, ISiteModule Module);

/// <summary>
/// A whole site for a controller to work on: physics, boards and modules by their bytes on CAN buses. <see cref="Step"/> moves it, or
/// <see cref="RunAsync"/> does by a clock; all else is done from that one loop, or between steps.
/// </summary>
public sealed class LabSite : IDisposable
{
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(5);

    private readonly TestPlug?[] _testPlugs;
    private readonly ICanBus[] _buses;
    private readonly CanSubscription[] _frames;
    private readonly LabContactorBoardPlan[] _contactorPlans;
    private readonly LabGunBoardPlan[] _gunPlans;
    private readonly LabModulePlan[] _modules;
    private readonly Action<CanFrame>[] _senders;
    private long _unsent;

    /// <summary>A site at rest.</summary>
    /// <param name="site">What it is made of.</param>
    /// <param name="buses">Its end of each bus; stay the caller's.</param>
    /// <param name="contactorBoards">Contactor boards; together they drive every contactor of the matrix once.</param>
    /// <param name="gunBoards">One for each gun.</param>
    /// <param name="modules">One for each module.</param>
    /// <exception cref="ArgumentException">A contactor is on no board or on two, or the lists do not fit the site.</exception>
    public LabSite(
        SiteElectrics site, IReadOnlyList<ICanBus> buses, IReadOnlyList<LabContactorBoardPlan> contactorBoards,
        IReadOnlyList<LabGunBoardPlan> gunBoards, IReadOnlyList<LabModulePlan> modules)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(contactorBoards);
        ArgumentNullException.ThrowIfNull(gunBoards);
        ArgumentNullException.ThrowIfNull(modules);
        if (gunBoards.Count != site.Guns.Count) throw new ArgumentException($"{gunBoards.Count} gun boards for {site.Guns.Count} guns; allowed: one each.", nameof(gunBoards));
        if (modules.Count != site.Modules.Count) throw new ArgumentException($"{modules.Count} electronics for {site.Modules.Count} modules; allowed: one each.", nameof(modules));
        if (!contactorBoards.SelectMany(b => b.Contactors).Order().SequenceEqual(Enumerable.Range(0, site.Contactors.Count)))
            throw new ArgumentException($"The boards do not drive each of the contactors 0 to {site.Contactors.Count - 1} once.", nameof(contactorBoards));
        Physics = new SitePhysics(site);
        _buses = [.. buses];
        _frames = [.. _buses.Select(b => b.Subscribe(16_384))];
        _senders = [.. _buses.Select(b => (Action<CanFrame>)(frame => Send(b, frame)))];
        _contactorPlans = [.. contactorBoards];
        _gunPlans = [.. gunBoards];
        _modules = [.. modules];
        Modules = [.. _modules.Select(m => m.Module)];
        ContactorBoards = [.. _contactorPlans.Select((b, i) => new LabContactorBoard(b.Address, b.Contactors.Count, (uint)(1000 + i)))];
        GunBoards = [.. _gunPlans.Select((b, i) => new LabGunBoard(b.Address, (uint)(2000 + i)))];
        SeccPermits = [.. Enumerable.Repeat(true, site.Guns.Count)];
        Players = new SeccPlayer?[site.Guns.Count];
        _testPlugs = new TestPlug?[site.Guns.Count];
    }

    /// <summary>The electricity, with the violations of the law.</summary>
    public SitePhysics Physics { get; }

    /// <summary>The contactor boards.</summary>
    public IReadOnlyList<LabContactorBoard> ContactorBoards { get; }

    /// <summary>The gun boards.</summary>
    public IReadOnlyList<LabGunBoard> GunBoards { get; }

    /// <summary>The modules' electronics, in the order of the physics.</summary>
    public IReadOnlyList<ISiteModule> Modules { get; }

    /// <summary>The lab's end of each bus.</summary>
    public IReadOnlyList<ICanBus> Buses => _buses;

    /// <summary>The permission line of each gun's SECC.</summary>
    public bool[] SeccPermits { get; }

    /// <summary>The vehicle with its SECC at each gun; null: none. Their pilot is sensed by the gun board. Who plays a SECC advances them.</summary>
    public IReadOnlyList<SeccPlayer?> PluggedIn => Players;

    /// <summary>Frames that a bus did not take.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    private SeccPlayer?[] Players { get; }

    /// <summary>Plugs a vehicle in, or unplugs it with null.</summary>
    public void Plug(int gun, SeccPlayer? player)
    {
        Players[gun] = player;
        _testPlugs[gun] = null;
        Physics.Plug(gun, player?.Vehicle);
    }

    /// <summary>Puts a test plug into a gun, in place of a vehicle.</summary>
    public void PlugTest(int gun, TestPlug plug)
    {
        Plug(gun, player: null);
        _testPlugs[gun] = plug;
        Physics.Plug(gun, plug);
    }

    /// <summary>One step: frames in, modules and coils to the physics, the physics, what they sense to the boards, frames out.</summary>
    /// <param name="dt">Up to 10 ms.</param>
    public void Step(TimeSpan dt)
    {
        var now = Physics.Now + dt;
        for (var b = 0; b < _frames.Length; b++)
            while (_frames[b].TryRead(out var received)) Deliver(b, received.Frame, now);

        for (var m = 0; m < _modules.Length; m++) _modules[m].Module.Step(now, Physics.Sources[m], _senders[_modules[m].Bus]);
        for (var i = 0; i < ContactorBoards.Count; i++)
            for (var k = 0; k < _contactorPlans[i].Contactors.Count; k++)
                Physics.Contactors[_contactorPlans[i].Contactors[k]].Coil = (ContactorBoards[i].Coils & (1u << k)) != 0;
        for (var g = 0; g < GunBoards.Count; g++) Physics.Outputs[g].Coil = GunBoards[g].Coil;

        for (var g = 0; g < _testPlugs.Length; g++) _testPlugs[g]?.Advance(Physics.Now, GunBoards[g].Isolation, Physics.Outputs[g].IsClosed);
        Physics.Step(dt);

        for (var i = 0; i < ContactorBoards.Count; i++)
        {
            var aux = 0u;
            for (var k = 0; k < _contactorPlans[i].Contactors.Count; k++)
                if (Physics.Contactors[_contactorPlans[i].Contactors[k]].Aux) aux |= 1u << k;
            ContactorBoards[i].Aux = aux;
            ContactorBoards[i].Step(now, _senders[_contactorPlans[i].Bus]);
        }

        for (var g = 0; g < GunBoards.Count; g++)
        {
            GunBoards[g].Senses = Sense(g);
            GunBoards[g].Step(now, _senders[_gunPlans[g].Bus]);
        }
    }

    /// <summary>Runs by a clock until cancelled.</summary>
    /// <param name="time">The clock of the lab.</param>
    /// <param name="before">Called before each step with the time of the lab, from the loop: players and faults; null: none.</param>
    /// <param name="ct">Ends it.</param>
    public Task RunAsync(TimeProvider time, Action<TimeSpan>? before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(time);
        return StepLoop.RunAsync(time, StepTime, () =>
        {
            before?.Invoke(Physics.Now);
            Step(StepTime);
        }, ct);
    }

    /// <summary>Ends its subscriptions.</summary>
    public void Dispose()
    {
        foreach (var frames in _frames) frames.Dispose();
    }

    private void Deliver(int bus, in CanFrame frame, TimeSpan now)
    {
        for (var i = 0; i < ContactorBoards.Count; i++)
            if (_contactorPlans[i].Bus == bus) ContactorBoards[i].Take(frame, now);
        for (var g = 0; g < GunBoards.Count; g++)
            if (_gunPlans[g].Bus == bus) GunBoards[g].Take(frame, now);
        foreach (var module in _modules)
            if (module.Bus == bus) module.Module.Take(frame, now);
    }

    private GunSenses Sense(int gun)
    {
        var amps = Physics.GunA(gun);
        var pilot = _testPlugs[gun] is null ? Players[gun]?.Pilot ?? PilotState.A : PilotState.C;
        return new GunSenses(
            pilot, pilot == PilotState.A ? ProximityState.Open : ProximityState.Valid, SeccPermits[gun], Physics.Outputs[gun].Aux,
            Physics.GunV(gun), amps, Physics.IsolationKOhm(gun), 25 + (amps * amps * 2e-4));
    }

    private void Send(ICanBus bus, in CanFrame frame)
    {
        if (!bus.TrySend(frame)) Interlocked.Increment(ref _unsent);
    }
}
