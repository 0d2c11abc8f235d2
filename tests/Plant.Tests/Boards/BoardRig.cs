using Busbar.Lab.Sites;
using Busbar.Links.Can;
using Busbar.Plant.Boards;
using Busbar.Tests;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Boards;

/// <summary>
/// A contactor board (address 3) and a gun board (address 5), byte by byte, before the drivers. Contactors follow their coils at once
/// unless they are welded or stuck. Nothing runs by itself: <see cref="Run"/> moves the clock.
/// </summary>
internal sealed class BoardRig : IAsyncDisposable
{
    private readonly ICanBus _ours;
    private readonly CanSubscription _commands;
    private TimeSpan _now;

    public BoardRig(int contactors = 8)
    {
        var address = $"memory:boards-{Guid.NewGuid():N}";
        Theirs = CanBuses.Open(address, Time);
        _ours = CanBuses.Open(address, Time);
        _commands = Theirs.Subscribe();
        ContactorBoard = new LabContactorBoard(3, contactors);
        Bus = Start();
    }

    public FakeTime Time { get; } = new();

    /// <summary>The boards' end of the bus.</summary>
    public ICanBus Theirs { get; }

    public LabContactorBoard ContactorBoard { get; }

    public LabGunBoard GunBoard { get; } = new(5);

    /// <summary>Whether the controller's heartbeat goes out.</summary>
    public bool IsAlive { get; set; } = true;

    /// <summary>Contactors that stay closed, whatever their coil does.</summary>
    public uint Welded { get; set; }

    /// <summary>Contactors that stay open, whatever their coil does.</summary>
    public uint Stuck { get; set; }

    public BoardBus Bus { get; private set; }

    public ContactorBoard Contactors => Bus.ContactorBoards[0];

    public GunBoard Gun => Bus.GunBoards[0];

    public List<ContactorEvent> ContactorEvents { get; } = [];

    public List<GunBoardEvent> GunEvents { get; } = [];

    /// <summary>What the controller has sent and <see cref="Run"/> has seen.</summary>
    public List<CanFrame> Sent { get; } = [];

    /// <summary>A vehicle is plugged and ready, and its SECC permits.</summary>
    public void PlugVehicle(double voltageV = 0, double currentA = 0) =>
        GunBoard.Senses = GunBoard.Senses with { Pilot = PilotState.C, Proximity = ProximityState.Valid, SeccPermits = true, VoltageV = voltageV, CurrentA = currentA };

    public void Run(int ms)
    {
        for (var t = 0; t < ms; t += 5)
        {
            _now += TimeSpan.FromMilliseconds(5);
            Time.Advance(TimeSpan.FromMilliseconds(5));
            while (_commands.TryRead(out var received))
            {
                Sent.Add(received.Frame);
                ContactorBoard.Take(received.Frame, _now);
                GunBoard.Take(received.Frame, _now);
            }

            ContactorBoard.Aux = (ContactorBoard.Coils | Welded) & ~Stuck;
            GunBoard.Senses = GunBoard.Senses with { Aux = GunBoard.Coil };
            ContactorBoard.Step(_now, f => Theirs.TrySend(f));
            GunBoard.Step(_now, f => Theirs.TrySend(f));
            Bus.Turn();
        }
    }

    /// <summary>Hears the boards, closes contactors, and lets them settle.</summary>
    public void RunAndClose(params ReadOnlySpan<int> contactors)
    {
        Run(200);
        foreach (var contactor in contactors) Assert.True(Contactors.Close(contactor));
        Run(100);
    }

    /// <summary>Plugs a vehicle, closes the gun's output, and lets it settle.</summary>
    public void RunAndCloseOutput(double voltageV = 0, double currentA = 0)
    {
        PlugVehicle(voltageV, currentA);
        Run(200);
        Assert.True(Gun.SwitchOutput(close: true));
        Run(100);
    }

    /// <summary>The controller dies and another one takes its place.</summary>
    public async Task RestartControllerAsync()
    {
        await Bus.DisposeAsync();
        Bus = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await _ours.DisposeAsync();
        await Theirs.DisposeAsync();
    }

    private BoardBus Start()
    {
        var bus = BoardBus.Open(
            _ours,
            [new BoardConfig("K", BoardKind.Contactors, 3, ContactorBoard.Cycles.Length), new BoardConfig("GUN1", BoardKind.Gun, 5)],
            Time, NullLogger.Instance, () => IsAlive, hasLoop: false);
        bus.ContactorBoards[0].Changed += ContactorEvents.Add;
        bus.GunBoards[0].Changed += GunEvents.Add;
        return bus;
    }
}
