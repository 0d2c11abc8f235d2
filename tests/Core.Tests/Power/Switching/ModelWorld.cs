using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>What one exploration covers.</summary>
internal sealed record ModelScope(SwitchGraph Graph, IReadOnlyList<TargetChanged> Targets)
{
    /// <summary>How many things may go wrong on one path, of the kinds below.</summary>
    public int Faults { get; init; } = 1;

    public bool Welds { get; init; } = true;

    public bool Sticks { get; init; } = true;

    public bool DropsOut { get; init; } = true;

    public bool Late { get; init; } = true;

    public bool ModulesFall { get; init; } = true;

    public bool BoardsFall { get; init; } = true;

    public bool Crashes { get; init; } = true;

    public bool EmergencyStops { get; init; } = true;

    /// <summary>Break a rule on purpose: the checker must notice.</summary>
    public Mutant Mutant { get; init; }

    public SequencerSettings Settings { get; init; } = new()
    {
        ContactorDwell = TimeSpan.Zero,
        OffSettle = TimeSpan.Zero,
        BusbarDischarge = TimeSpan.Zero,
        Discharge = TimeSpan.Zero,
    };
}

/// <summary>A rule broken on purpose, by lying to the sequencer or by a careless neighbour.</summary>
internal enum Mutant
{
    None,

    /// <summary>A module told to be off counts as off at once, unmeasured.</summary>
    OffIsNotMeasured,

    /// <summary>A contactor told to open counts as open at once, unseen.</summary>
    OpenIsNotSeen,

    /// <summary>Every module reads 0 V.</summary>
    VoltageIsNotCompared,

    /// <summary>A deadline that passes without the auxiliary contact counts as success.</summary>
    WeldIsIgnored,

    /// <summary>A restart takes every contactor for open and every module for off.</summary>
    RestartTrustsNothingMoved,

    /// <summary>A silent module counts as off at once.</summary>
    SilentIsOff,

    /// <summary>A gun's loop goes on driving a module after it has given it back.</summary>
    LoopKeepsDriving,

    /// <summary>A silent board's contactors count as open.</summary>
    SilentBoardIsOpen,
}

/// <summary>
/// One state of the model: the real sequencer's state and a discrete plant. Time is abstract: each deadline of the sequencer may fire at any moment
/// and in any order against the others and against the plant, so what holds here holds for any setting of the times.
/// </summary>
internal sealed class ModelWorld
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pending = TimeSpan.FromSeconds(2);

    public record struct Contactor(bool Coil, bool Closed, bool Welded, bool Stuck, bool Silent, bool LastResort, sbyte Under);

    public record struct Module(bool On, bool Matches, bool Silent, bool OffOrdered, bool ReleaseAsked, sbyte Loop, sbyte Level);

    private readonly ModelScope _scope;
    private readonly Sequencer _sequencer;
    private readonly bool _isAwake;

    public ModelWorld(ModelScope scope)
    {
        _scope = scope;
        _sequencer = new Sequencer(scope.Graph, scope.Settings);
        Contactors = new Contactor[scope.Graph.Contactors.Count];
        Modules = new Module[scope.Graph.Modules];
        Array.Fill(Contactors, new Contactor { Under = -1 });
        Array.Fill(Modules, new Module { Loop = -1 });
        FaultsLeft = scope.Faults;
        State = _sequencer.Recover(null, Now);
        Start();
        WakeUp();
        _isAwake = true;
    }

    private ModelWorld(ModelWorld other)
    {
        (_scope, _sequencer, _isAwake) = (other._scope, other._sequencer, other._isAwake);
        Contactors = [.. other.Contactors];
        Modules = [.. other.Modules];
        FaultsLeft = other.FaultsLeft;
        State = other.State.Clone();
    }

    public Contactor[] Contactors { get; }

    public Module[] Modules { get; }

    public SequencerState State { get; private set; }

    public int FaultsLeft { get; private set; }

    public string? Violation { get; private set; }

    public List<string>? Trace { get; set; }

    private SwitchGraph Graph => _scope.Graph;

    /// <summary>Whether the target is reached, or something stands in the way that the sequencer knows of.</summary>
    public bool IsExplained => State.IsSettled || State.EmergencyStop
        || Array.Exists(State.Contactors, c => c.Failure != ContactorFailure.None || c.Seen is null) || Array.Exists(State.Modules, m => !m.Answers);

    public ModelWorld Clone() => new(this);

    /// <summary>Everything that may happen next. Healing steps end a fault; the others are the plant's and the sequencer's own.</summary>
    public List<(string Name, bool Own, Action<ModelWorld> Do)> Moves()
    {
        var moves = new List<(string, bool, Action<ModelWorld>)>();
        for (var k = 0; k < Contactors.Length; k++) ContactorMoves(k, moves);
        for (var m = 0; m < Modules.Length; m++) ModuleMoves(m, moves);
        if (Array.Exists(State.Modules, x => !x.Answers))
        {
            for (var g = 0; g < Graph.Guns; g++)
            {
                var (gun, currentA) = (g, CurrentOf(g));
                if (State.Guns[g].CurrentA != currentA) moves.Add(($"gun {g} measures {currentA} A", true, w => w.ReadGun(gun)));
            }
        }

        if (State.TakeOverUntil > Now) moves.Add(("waiting for the next module has been long enough", true, w =>
        {
            w.State.TakeOverUntil = TimeSpan.Zero;
            w.Send(SequencerEvent.Tick);
        }));
        if (State.EmergencyStop)
        {
            moves.Add(("emergency stop released", false, w => w.Send(new EmergencyStopChanged(false))));
            if (State.ForcedFrom > Now) moves.Add(("waiting for zero current has been long enough", true, w =>
            {
                w.State.ForcedFrom = TimeSpan.Zero;
                w.Send(SequencerEvent.Tick);
            }));
        }
        else
        {
            foreach (var target in _scope.Targets)
            {
                if (!target.Closed.SequenceEqual(State.TargetClosed) || !target.ModuleGun.SequenceEqual(State.TargetGun)) moves.Add(($"{target}", false, w => w.Send(target)));
            }
        }

        if (FaultsLeft == 0) return moves;
        if (_scope.Crashes)
        {
            moves.Add(("CRASH, restart without the journal", false, w => w.Crash(null)));
            if (Array.Exists(State.TargetClosed, c => c) || Array.Exists(State.Contactors, c => c.Failure != ContactorFailure.None))
                moves.Add(("CRASH, restart with the journal", false, w => w.Crash(w.State.Journal.Encode())));
        }

        if (_scope.EmergencyStops && !State.EmergencyStop) moves.Add(("EMERGENCY STOP", false, w => w.Fault(() => w.Send(new EmergencyStopChanged(true)))));
        return moves;
    }

    /// <summary>The state as 128 bits. Two different states have the same bits with a probability of about states squared / 2^129.</summary>
    public UInt128 Key()
    {
        Span<byte> bytes = stackalloc byte[512];
        var n = 0;
        Canonicalise();
        bytes[n++] = (byte)FaultsLeft;
        bytes[n++] = Bits(State.IsSettled, State.EmergencyStop, State.ForcedFrom > Now, State.TakeOverUntil > Now);
        for (var k = 0; k < Contactors.Length; k++)
        {
            var (c, s) = (Contactors[k], State.Contactors[k]);
            bytes[n++] = Bits(c.Coil, c.Closed, c.Welded, c.Stuck, c.Silent, c.LastResort, s.Settles, s.JoinsLive);
            bytes[n++] = (byte)((int)s.Phase | ((int)s.Failure << 3) | ((s.Seen is null ? 2 : s.Seen.Value ? 1 : 0) << 5) | (State.TargetClosed[k] ? 128 : 0));
            bytes[n++] = (byte)(c.Under + 1);
        }

        for (var m = 0; m < Modules.Length; m++)
        {
            var (x, s) = (Modules[m], State.Modules[m]);
            bytes[n++] = Bits(x.On, x.Matches, x.Silent, x.OffOrdered, x.ReleaseAsked, s.ReleaseAsked, s.IsOff, s.Answers);
            bytes[n++] = Bits(s.IsOn, s.KnowsVoltage, s.IsSteady, s.Reported, s.DoneBy == SequencerState.Never, s.DoneBy > Now, s.CurrentA > 0, s.OrderedV > 400);
            bytes[n++] = (byte)((x.Loop + 1) | ((x.Level + 1) << 2) | ((int)s.Order << 5));
            bytes[n++] = (byte)((s.Holder + 1) | ((State.TargetGun[m] + 1) << 3));
            bytes[n++] = (byte)(s.VoltageV / 100);
        }

        foreach (var gun in State.Guns) bytes[n++] = (byte)(gun.CurrentA is null ? 2 : gun.CurrentA > 0 ? 1 : 0);
        return new UInt128(Mix(bytes[..n], 0x9E3779B97F4A7C15), Mix(bytes[..n], 0xC2B2AE3D27D4EB4F));
    }

    private void ContactorMoves(int k, List<(string, bool, Action<ModelWorld>)> moves)
    {
        var (plant, known) = (Contactors[k], State.Contactors[k]);
        var moving = plant.Coil != plant.Closed && !(plant.Coil ? plant.Stuck : plant.Welded);
        if (plant.Under >= 0) moves.Add(($"board takes the command to {(plant.Under == 1 ? "close" : "open")} {Name(k)}", true, w => w.Contactors[k] = w.Contactors[k] with { Coil = plant.Under == 1, Under = -1 }));
        if (moving) moves.Add(($"{Name(k)} {(plant.Coil ? "closes" : "opens")}", true, w => w.Move(k)));
        if (!plant.Silent && known.Seen != plant.Closed) moves.Add(($"{Name(k)} seen {(plant.Closed ? "closed" : "open")}", true, w => w.Send(new ContactorSeen(k, w.Contactors[k].Closed))));
        if (plant is { Silent: true, Coil: true } && !CarriesCurrent(k)) moves.Add(($"silent board opens {Name(k)}", true, w => (w.Contactors[k].Coil, w.Contactors[k].Closed) = (false, w.Contactors[k].Welded)));
        if (plant.Silent) moves.Add(($"board of {Name(k)} returns", false, w =>
        {
            w.Contactors[k].Silent = false;
            w.Send(new ContactorSeen(k, w.Contactors[k].Closed));
        }));
        if (known.Moves && plant is { Under: < 0, Silent: false })
        {
            var late = moving || known.Seen != plant.Closed;
            var deadline = (ModelWorld w) =>
            {
                w.State.Contactors[k].ConfirmBy = TimeSpan.Zero;
                if (w._scope.Mutant == Mutant.WeldIsIgnored) w.State.Contactors[k].Seen = w.State.Contactors[k].Phase == ContactorPhase.Closing;
                w.Send(SequencerEvent.Tick);
            };
            if (!late) moves.Add(($"time for {Name(k)} is over", true, deadline));
            else if (FaultsLeft > 0 && _scope.Late) moves.Add(($"TOO LATE: time for {Name(k)} is over", false, w => w.Fault(() => deadline(w))));
        }

        if (FaultsLeft == 0) return;
        if (_scope.Welds && plant is { Closed: true, Welded: false }) moves.Add(($"{Name(k)} WELDS", false, w => w.Fault(() => w.Contactors[k].Welded = true)));
        if (_scope.Sticks && plant is { Closed: false, Stuck: false }) moves.Add(($"{Name(k)} STICKS open", false, w => w.Fault(() => w.Contactors[k].Stuck = true)));
        if (_scope.DropsOut && plant is { Closed: true, Welded: false, Coil: true }) moves.Add(($"{Name(k)} DROPS OUT", false, w => w.Fault(() => (w.Contactors[k].Closed, w.Contactors[k].Stuck) = (false, true))));
        if (_scope.BoardsFall && !plant.Silent) moves.Add(($"BOARD of {Name(k)} falls silent", false, w => w.Fault(() =>
        {
            w.Contactors[k] = w.Contactors[k] with { Silent = true, Under = -1 };
            w.Send(new ContactorLost(k));
            if (w._scope.Mutant == Mutant.SilentBoardIsOpen) w.State.Contactors[k].Phase = ContactorPhase.Open;
        })));
    }

    private void ModuleMoves(int m, List<(string, bool, Action<ModelWorld>)> moves)
    {
        var (plant, known) = (Modules[m], State.Modules[m]);
        if (!plant.Silent && known.Holder < 0) moves.Add(($"module {m} measured", true, w => w.ReadModule(m)));
        if (plant is { OffOrdered: true, Silent: false }) moves.Add(($"module {m} goes off", true, w => w.Modules[m] = w.Modules[m] with { OffOrdered = false, On = false, Matches = false }));
        if (plant is { On: false, Level: >= 0 } && GunOf(m, -1) < 0) moves.Add(($"module {m} discharges", true, w => w.Modules[m].Level = -1));
        if (_isAwake && _scope.Mutant == Mutant.LoopKeepsDriving && plant is { Loop: < 0, On: false }) moves.Add(($"a gun that gave module {m} back drives it", true, w => w.Modules[m].On = true));
        if (plant.ReleaseAsked) moves.Add(($"gun {plant.Loop} releases module {m}", true, w =>
        {
            w.Modules[m].ReleaseAsked = false;
            if (w._scope.Mutant != Mutant.LoopKeepsDriving) w.Modules[m].Loop = -1;
            w.Send(new ModuleReleased(m));
        }));
        if (known is { Holder: >= 0, ReleaseAsked: true } && known.DoneBy > Now && FaultsLeft > 0 && _scope.Late) moves.Add(($"TOO LATE: time to release module {m} is over", false, w => w.Fault(() =>
        {
            w.State.Modules[m].DoneBy = TimeSpan.Zero;
            w.Send(SequencerEvent.Tick);
        })));
        if (known.Order == ModuleOrder.Match && known.DoneBy > Now && known.DoneBy != SequencerState.Never) moves.Add(($"time for module {m} to match is over", true, w =>
        {
            w.State.Modules[m].DoneBy = TimeSpan.Zero;
            w.Send(SequencerEvent.Tick);
        }));
        if (plant.Silent) moves.Add(($"module {m} answers again", false, w =>
        {
            w.Modules[m].Silent = false;
            w.ReadModule(m);
        }));
        else if (_scope.ModulesFall && FaultsLeft > 0) moves.Add(($"MODULE {m} falls silent", false, w => w.Fault(() =>
        {
            w.Modules[m].Silent = true;
            w.Send(new ModuleLost(m));
            if (w._scope.Mutant == Mutant.SilentIsOff) w.State.Modules[m].IsOff = true;
        })));
    }

    private string Name(int k) => $"contactor {k} ({Node(Graph.Contactors[k].From)}-{Node(Graph.Contactors[k].To)})";

    private string Node(int n) => n < Graph.Modules ? $"m{n}" : n < Graph.Modules + Graph.Guns ? $"gun{n - Graph.Modules}" : $"bus{n - Graph.Modules - Graph.Guns}";

    private void Fault(Action what)
    {
        FaultsLeft--;
        what();
    }

    private void Start()
    {
        for (var g = 0; g < Graph.Guns; g++)
        {
            ReadGun(g);
            ReadGun(g);
        }
    }

    /// <summary>The first start on one way only, with everything open and dead. Restarts in any order and from any position are what the crashes explore.</summary>
    private void WakeUp()
    {
        var found = true;
        for (var steps = 0; found && steps < 1000; steps++)
        {
            var before = Key();
            found = false;
            foreach (var move in Moves().Where(m => m.Own))
            {
                move.Do(this);
                if (Key() == before) continue;
                found = true;
                break;
            }
        }
    }

    private void Crash(byte[]? journal) => Fault(() =>
    {
        for (var m = 0; m < Modules.Length; m++) Modules[m] = Modules[m] with { Loop = -1, ReleaseAsked = false, OffOrdered = false };
        State = _sequencer.Recover(journal is null ? null : SequencerJournal.Decode(journal), Now);
        Start();
        if (_scope.Mutant != Mutant.RestartTrustsNothingMoved) return;
        for (var k = 0; k < Contactors.Length; k++) (State.Contactors[k].Phase, State.Contactors[k].Seen) = (ContactorPhase.Open, false);
    });

    private void ReadGun(int g) => Send(new IslandMeasured(g, LevelV(g), CurrentOf(g)));

    /// <summary>Two polls: a voltage that stays.</summary>
    private void ReadModule(int m)
    {
        var module = Modules[m];
        var voltageV = _scope.Mutant == Mutant.VoltageIsNotCompared ? 0 : module.Level < 0 ? 0 : LevelV(module.Level);
        for (var poll = 0; poll < 2; poll++) Send(new ModuleMeasured(m, module.On, voltageV, Delivers(m) ? 50 : 0));
    }

    private static double LevelV(int gun) => 400 * (gun + 1);

    private void Send(SequencerEvent e)
    {
        var effects = _sequencer.Step(State, e, Now);
        foreach (var effect in effects)
        {
            if (effect is not JournalChanged) Trace?.Add($"      -> {effect}");
            switch (effect)
            {
                case OpenContactor open:
                    Order(open.Contactor, false, open.Reason == OpenReason.LastResort);
                    break;
                case CloseContactor close:
                    Order(close.Contactor, true, false);
                    break;
                case ReleaseModule release:
                    Modules[release.Module].ReleaseAsked = Modules[release.Module].Loop >= 0;
                    break;
                case GiveModule give:
                    Modules[give.Module] = Modules[give.Module] with { Loop = (sbyte)give.Gun, On = Modules[give.Module].On || !Modules[give.Module].Silent, ReleaseAsked = false, Matches = false, OffOrdered = false };
                    break;
                case SetModule { On: false } set:
                    Modules[set.Module] = Modules[set.Module] with { OffOrdered = true, ReleaseAsked = false };
                    Modules[set.Module].Loop = -1;
                    if (_scope.Mutant == Mutant.OffIsNotMeasured) Send(new ModuleMeasured(set.Module, false, 0, 0));
                    break;
                case SetModule set:
                    if (Modules[set.Module].Silent) break;
                    Modules[set.Module] = Modules[set.Module] with { On = true, Matches = true, OffOrdered = false, Level = (sbyte)Math.Round((set.VoltageV / 400) - 1) };
                    break;
            }
        }

        void Order(int k, bool close, bool lastResort)
        {
            if (Contactors[k].Silent) return;
            Contactors[k] = Contactors[k] with { Under = (sbyte)(close ? 1 : 0), LastResort = lastResort };
            // A command under way is the same as a contactor that has not moved yet, but for a restart: its own commands race with those from before.
            if (!_scope.Crashes || FaultsLeft == _scope.Faults) Contactors[k] = Contactors[k] with { Coil = close, Under = -1 };
            if (!close && _scope.Mutant == Mutant.OpenIsNotSeen)
            {
                State.Contactors[k].Settles = false;
                Send(new ContactorSeen(k, false));
            }
        }
    }

    private void Move(int k)
    {
        if (Contactors[k].Coil) JudgeClosing(k);
        else if (!Contactors[k].LastResort && CarriesCurrent(k)) Violation ??= $"{Name(k)} opens under current";
        Contactors[k].Closed = Contactors[k].Coil;
    }

    private void JudgeClosing(int k)
    {
        var (near, far) = (Reach(Graph.Contactors[k].From, -1), Reach(Graph.Contactors[k].To, -1));
        if (near == far) return;
        if (Guns(near) > 0 && Guns(far) > 0) Violation ??= $"{Name(k)} joins two guns";
        // A driven side without a gun (its own contactor may just have dropped out) has a voltage and no current: what counts is what it meets.
        if (Guns(near) == 0 && Drives(near) && (Level(far) >= 0 || Drives(far))) Violation ??= $"{Name(k)} closes a driven side onto a live one";
        if (Guns(far) == 0 && Drives(far) && (Level(near) >= 0 || Drives(near))) Violation ??= $"{Name(k)} closes a driven side onto a live one";
        var (a, b) = (Level(near), Level(far));
        if (a >= 0 && b >= 0 && a != b) Violation ??= $"{Name(k)} closes {LevelV(a)} V onto {LevelV(b)} V";
    }

    private int Level(int side)
    {
        for (var g = 0; g < Graph.Guns; g++)
        {
            if ((side & (1 << (Graph.Modules + g))) != 0) return g;
        }

        var level = -1;
        for (var m = 0; m < Modules.Length; m++)
        {
            if ((side & (1 << m)) != 0) level = Math.Max(level, Modules[m].Level);
        }

        return level;
    }

    private int Guns(int side) => System.Numerics.BitOperations.PopCount((uint)(side >> Graph.Modules) & ((1u << Graph.Guns) - 1));

    private int GunOf(int m, int skip) => Level(Reach(m, skip) & ~((1 << Graph.Modules) - 1));

    private bool Drives(int side)
    {
        for (var m = 0; m < Modules.Length; m++)
        {
            if ((side & (1 << m)) != 0 && Modules[m] is { On: true, Matches: false }) return true;
        }

        return false;
    }

    private bool Delivers(int m) => Modules[m] is { On: true, Matches: false } && GunOf(m, -1) >= 0;

    private double CurrentOf(int g)
    {
        var island = Reach(Graph.Modules + g, -1);
        for (var m = 0; m < Modules.Length; m++)
        {
            if ((island & (1 << m)) != 0 && Modules[m] is { On: true, Matches: false }) return 50;
        }

        return 0;
    }

    private bool CarriesCurrent(int k)
    {
        if (!Contactors[k].Closed) return false;
        var (near, far) = (Reach(Graph.Contactors[k].From, k), Reach(Graph.Contactors[k].To, k));
        var source = near == far || Guns(near) == 0 ? near : far;
        for (var m = 0; m < Modules.Length; m++)
        {
            if ((source & (1 << m)) != 0 && Delivers(m)) return true;
        }

        return false;
    }

    private int Reach(int start, int skip)
    {
        var reached = 1 << start;
        for (var before = 0; before != reached;)
        {
            before = reached;
            for (var k = 0; k < Contactors.Length; k++)
            {
                if (k == skip || !Contactors[k].Closed) continue;
                var (from, to) = (1 << Graph.Contactors[k].From, 1 << Graph.Contactors[k].To);
                if ((reached & (from | to)) != 0) reached |= from | to;
            }
        }

        return reached;
    }

    /// <summary>Times become "passed" or "pending"; what nobody reads any more becomes nothing; modules on a live island take its voltage.</summary>
    private void Canonicalise()
    {
        for (var m = 0; m < Modules.Length; m++)
        {
            if (GunOf(m, -1) is var gun and >= 0) Modules[m].Level = (sbyte)gun;
            ref var s = ref State.Modules[m];
            s.FreshUntil = s.KnowsVoltage ? Pending : TimeSpan.Zero;
            s.IsOn = false;
            if (s.Order != ModuleOrder.Match) s.CurrentA = 0;
            if (s.Holder >= 0) s.KnowsVoltage = false;
            if (!s.KnowsVoltage) (s.VoltageV, s.IsSteady) = (0, false);
            if (s.Holder >= 0 && !s.ReleaseAsked) s.DoneBy = SequencerState.Never;
            if (s.DoneBy > Now && s.DoneBy != SequencerState.Never) s.DoneBy = Pending;
            (s.CountsFrom, s.DischargesUntil) = (TimeSpan.Zero, TimeSpan.Zero);
        }

        for (var k = 0; k < State.Contactors.Length; k++)
        {
            ref var s = ref State.Contactors[k];
            (s.Operations, s.DwellUntil, s.LiveUntil) = (0, TimeSpan.Zero, TimeSpan.Zero);
            s.ConfirmBy = s.Moves ? Pending : TimeSpan.Zero;
            if (Contactors[k] is { Under: < 0 } resting && resting.Closed == resting.Coil) Contactors[k].LastResort = false;
        }

        var silent = Array.Exists(State.Modules, x => !x.Answers);
        for (var g = 0; g < State.Guns.Length; g++)
        {
            (State.Guns[g].FreshUntil, State.Guns[g].IsSteady) = (Pending, true);
            if (!silent) State.Guns[g].CurrentA = null;
        }

        if (State.TakeOverUntil > Now) State.TakeOverUntil = State.IsSettled ? TimeSpan.Zero : Pending;
        if (State.ForcedFrom > Now) State.ForcedFrom = State.EmergencyStop ? Pending : TimeSpan.Zero;
        State.NextDeadline = null;
    }

    private static ulong Mix(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var hash = seed;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 29;
        }

        hash *= 0xC4CEB9FE1A85EC53 ^ (seed << 1);
        return hash ^ (hash >> 32);
    }

    private static byte Bits(params ReadOnlySpan<bool> bits)
    {
        var value = 0;
        for (var i = 0; i < bits.Length; i++) value |= bits[i] ? 1 << i : 0;
        return (byte)value;
    }
}
