using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>
/// A site in 10 ms steps with its own idea of physics, written without a line of the sequencer: contactors with travel times, modules with ramps and
/// discharge, vehicles as voltages, gun loops, all speaking to the sequencer with delays. Judges every movement of every contactor at its instant.
/// </summary>
internal sealed class SimulatedPlant
{
    public sealed class Contactor
    {
        public bool Coil, Closed, Welded, Stuck, Silent, LastResort;
        public TimeSpan MovesAt = TimeSpan.MaxValue, ReportsAt = TimeSpan.MaxValue;
    }

    public sealed class Module
    {
        public bool On, Silent, Matches, KeepsVoltage, IgnoresOff;
        public int Holder = -1;
        public double VoltageV, CurrentA, SetV;
        public TimeSpan OffAt = TimeSpan.MaxValue, ReleasedAt = TimeSpan.MaxValue, RangedAt = TimeSpan.MaxValue;
        public bool LoopIsDeaf;
    }

    private readonly Random _random;
    private readonly List<string> _log = [];

    public SimulatedPlant(SwitchGraph graph, int seed = 1, SequencerSettings? settings = null)
    {
        Graph = graph;
        Sequencer = new Sequencer(graph, settings);
        _random = new Random(seed);
        Contactors = [.. graph.Contactors.Select(_ => new Contactor())];
        Modules = [.. Enumerable.Range(0, graph.Modules).Select(_ => new Module())];
        VehicleV = new double[graph.Guns];
        State = Sequencer.Recover(null, Now);
        Report();
    }

    public SwitchGraph Graph { get; }

    public Sequencer Sequencer { get; }

    public SequencerState State { get; private set; }

    public Contactor[] Contactors { get; }

    public Module[] Modules { get; }

    /// <summary>Per gun the vehicle's voltage on its node, 0 without one.</summary>
    public double[] VehicleV { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public List<SequencerEffect> Effects { get; } = [];

    public List<string> Violations { get; } = [];

    public byte[]? StoredJournal { get; set; }

    public int Movements { get; private set; }

    public string Log => string.Join('\n', _log.TakeLast(60));

    public void Send(SequencerEvent e)
    {
        Note($"event  {e}");
        Do(Sequencer.Step(State, e, Now));
    }

    /// <summary>The controller dies and starts again. Positions, modules and commands under way stay as they are.</summary>
    public void Crash(byte[]? journal)
    {
        Note("CRASH");
        State = Sequencer.Recover(journal is null ? null : SequencerJournal.Decode(journal), Now);
        for (var m = 0; m < Modules.Length; m++)
        {
            (Modules[m].Holder, Modules[m].ReleasedAt, Modules[m].RangedAt) = (-1, TimeSpan.MaxValue, TimeSpan.MaxValue);
        }

        Report();
    }

    /// <summary>Every board that answers tells its contacts.</summary>
    public void Report()
    {
        foreach (var contactor in Contactors)
        {
            if (!contactor.Silent) contactor.ReportsAt = Now + TimeSpan.FromMilliseconds(10 * _random.Next(1, 30));
        }
    }

    public void Run(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end;) Tick();
    }

    public bool RunUntilSettled(double seconds)
    {
        for (var end = Now + TimeSpan.FromSeconds(seconds); Now < end && !State.IsSettled;) Tick();
        return State.IsSettled;
    }

    public void SilenceContactor(int k)
    {
        Contactors[k].Silent = true;
        Contactors[k].ReportsAt = TimeSpan.MaxValue;
        Send(new ContactorLost(k));
    }

    public void HearContactor(int k)
    {
        Contactors[k].Silent = false;
        Contactors[k].ReportsAt = Now + TimeSpan.FromMilliseconds(20);
    }

    public void SilenceModule(int m)
    {
        Modules[m].Silent = true;
        Send(new ModuleLost(m));
    }

    /// <summary>A contactor falls open by itself: its own fault, not a movement to be judged.</summary>
    public void DropOut(int k)
    {
        if (!Contactors[k].Closed || Contactors[k].Welded) return;
        (Contactors[k].Closed, Contactors[k].Stuck) = (false, true);
        Contactors[k].ReportsAt = Now + TimeSpan.FromMilliseconds(20);
    }

    /// <summary>The gun's output contactor connects a vehicle, or takes it away; its loop does so only while nothing moves on its island, and its meter follows at once.</summary>
    public void PlugIn(int gun, double voltageV)
    {
        if (Array.Exists(Contactors, c => c.MovesAt < TimeSpan.MaxValue)) return;
        VehicleV[gun] = voltageV;
        Send(new IslandMeasured(gun, voltageV, Reach(Graph.Modules + gun, -1).Where(n => n < Graph.Modules).Sum(m => Modules[m].CurrentA)));
    }

    private void Tick()
    {
        Now += TimeSpan.FromMilliseconds(10);
        MoveContactors();
        MoveModules();
        Speak();
        if (State.NextDeadline is { } deadline && deadline <= Now) Do(Sequencer.Step(State, SequencerEvent.Tick, Now));
    }

    private void Do(IReadOnlyList<SequencerEffect> effects)
    {
        foreach (var effect in effects)
        {
            Effects.Add(effect);
            if (effect is not JournalChanged) Note($"   -> {effect}");
            switch (effect)
            {
                case OpenContactor open: Command(open.Contactor, false, open.Reason == OpenReason.LastResort); break;
                case CloseContactor close: Command(close.Contactor, true, false); break;
                case ReleaseModule release:
                    if (!Modules[release.Module].LoopIsDeaf) Modules[release.Module].ReleasedAt = Now + Delay(10, 300);
                    break;
                case SetModule set:
                    var module = Modules[set.Module];
                    (module.Holder, module.ReleasedAt) = (-1, TimeSpan.MaxValue);
                    (module.Matches, module.SetV) = (set.On, set.VoltageV);
                    module.OffAt = set.On ? TimeSpan.MaxValue : Now + Delay(20, 200);
                    break;
                case GiveModule give:
                    (Modules[give.Module].Holder, Modules[give.Module].Matches, Modules[give.Module].OffAt) = (give.Gun, false, TimeSpan.MaxValue);
                    if (Reach(give.Module, -1) is var island && !island.Contains(Graph.Modules + give.Gun)) Violate($"module {give.Module} given to gun {give.Gun} without a path");
                    break;
                case ChangeRange change: Modules[change.Module].RangedAt = Now + Delay(4000, 5000); break;
                case JournalChanged: StoredJournal = State.Journal.Encode(); break;
            }
        }
    }

    private void Command(int k, bool close, bool lastResort)
    {
        var contactor = Contactors[k];
        if (contactor.Silent) return;
        (contactor.Coil, contactor.LastResort) = (close, lastResort);
        contactor.MovesAt = Now + Delay(20, 150);
    }

    private void MoveContactors()
    {
        for (var k = 0; k < Contactors.Length; k++)
        {
            var contactor = Contactors[k];
            if (contactor is { Silent: true, Coil: true } && Math.Abs(CurrentThrough(k)) < 1)
            {
                // The board hears nobody any more and opens by itself once no current flows (docs of the board).
                contactor.Coil = false;
                contactor.MovesAt = Now + TimeSpan.FromSeconds(1);
            }

            if (Now < contactor.MovesAt) continue;
            contactor.MovesAt = TimeSpan.MaxValue;
            if (contactor.Closed == contactor.Coil || (contactor.Coil ? contactor.Stuck : contactor.Welded)) continue;
            if (contactor.Coil) JudgeClosing(k);
            else if (!contactor.LastResort && Math.Abs(CurrentThrough(k)) >= 1) Violate($"contactor {k} opens under {CurrentThrough(k):0} A");
            contactor.Closed = contactor.Coil;
            Movements++;
            Note($"contactor {k} {(contactor.Closed ? "closed" : "open")}");
            if (!contactor.Silent) contactor.ReportsAt = Now + Delay(0, 100);
            if (contactor.Closed && Reach(Graph.Contactors[k].From, -1).Count(IsGun) > 1) Violate($"contactor {k} joins two guns");
        }
    }

    private void JudgeClosing(int k)
    {
        var (from, to) = Graph.Contactors[k];
        var (near, far) = (Reach(from, -1), Reach(to, -1));
        if (near.Contains(to)) return;
        foreach (var side in (List<int>[])[near, far])
        {
            if (!side.Exists(IsGun) && side.Exists(n => n < Graph.Modules && Math.Abs(Modules[n].CurrentA) >= 1)) Violate($"contactor {k} closes under current");
        }

        var (nearV, farV) = (VoltageOf(near), VoltageOf(far));
        // In an emergency stop off comes first, even when an island without a vehicle sags while a contactor is on its way to it.
        if (!State.EmergencyStop && Math.Min(nearV, farV) >= 60 && Math.Abs(nearV - farV) > 25) Violate($"contactor {k} closes {nearV:0} V onto {farV:0} V");
    }

    private void MoveModules()
    {
        for (var m = 0; m < Modules.Length; m++)
        {
            var module = Modules[m];
            var island = Reach(m, -1);
            var gun = island.Where(IsGun).Select(n => n - Graph.Modules).DefaultIfEmpty(-1).First();
            var nodeV = gun < 0 ? 0 : VehicleV[gun];
            if (module.Holder >= 0 && !module.Silent && module.ReleasedAt == TimeSpan.MaxValue) module.On = true;
            if (module.Matches && !module.Silent) module.On = true;
            if (Now >= module.OffAt && !module.Silent && !module.IgnoresOff) (module.On, module.OffAt) = (false, TimeSpan.MaxValue);
            var wantedA = module.On && !module.Matches && nodeV > 0 ? 50 : 0;
            module.CurrentA += Math.Clamp(wantedA - module.CurrentA, -5, 2);
            if (nodeV > 0) module.VoltageV = nodeV;
            else if (module.On) module.VoltageV += Math.Clamp((module.Matches ? module.SetV : 400) - module.VoltageV, -2, 10);
            else if (!module.KeepsVoltage) module.VoltageV *= 0.97;
        }
    }

    private void Speak()
    {
        for (var k = 0; k < Contactors.Length; k++)
        {
            if (Now < Contactors[k].ReportsAt) continue;
            Contactors[k].ReportsAt = TimeSpan.MaxValue;
            Send(new ContactorSeen(k, Contactors[k].Closed));
        }

        for (var m = 0; m < Modules.Length; m++)
        {
            var module = Modules[m];
            if (Now >= module.ReleasedAt)
            {
                (module.ReleasedAt, module.Holder) = (TimeSpan.MaxValue, -1);
                Send(new ModuleReleased(m));
            }

            if (Now >= module.RangedAt)
            {
                module.RangedAt = TimeSpan.MaxValue;
                Send(new RangeChanged(m));
            }

            if (!module.Silent && (Now.Ticks / TimeSpan.TicksPerMillisecond / 10 + m) % 15 == 0)
                Do(Sequencer.Step(State, new ModuleMeasured(m, module.On, module.VoltageV, module.CurrentA), Now));
        }

        for (var g = 0; g < VehicleV.Length; g++)
        {
            if ((Now.Ticks / TimeSpan.TicksPerMillisecond / 10 + g) % 10 != 0) continue;
            var island = Reach(Graph.Modules + g, -1);
            Do(Sequencer.Step(State, new IslandMeasured(g, VoltageOf(island), island.Where(n => n < Graph.Modules).Sum(m => Modules[m].CurrentA)), Now));
        }
    }

    private bool IsGun(int node) => node >= Graph.Modules && node < Graph.Modules + Graph.Guns;

    private double VoltageOf(List<int> island) => island.Select(n => n < Graph.Modules ? Modules[n].VoltageV : IsGun(n) ? VehicleV[n - Graph.Modules] : 0).Max();

    /// <summary>What flows through a closed contactor: what the modules on the side without a gun deliver.</summary>
    private double CurrentThrough(int k)
    {
        if (!Contactors[k].Closed) return 0;
        var (near, far) = (Reach(Graph.Contactors[k].From, k), Reach(Graph.Contactors[k].To, k));
        var loop = near.Contains(Graph.Contactors[k].To);
        var source = loop || !near.Exists(IsGun) ? near : far;
        return source.Where(n => n < Graph.Modules).Sum(m => Math.Abs(Modules[m].CurrentA));
    }

    private List<int> Reach(int start, int skip)
    {
        var found = new List<int> { start };
        for (var i = 0; i < found.Count; i++)
        {
            for (var k = 0; k < Contactors.Length; k++)
            {
                if (k == skip || !Contactors[k].Closed) continue;
                var (from, to) = Graph.Contactors[k];
                var other = from == found[i] ? to : to == found[i] ? from : -1;
                if (other >= 0 && !found.Contains(other)) found.Add(other);
            }
        }

        return found;
    }

    private TimeSpan Delay(int fromMs, int toMs) => TimeSpan.FromMilliseconds(10 * _random.Next(fromMs / 10, (toMs / 10) + 1));

    private void Violate(string what)
    {
        Note($"VIOLATION {what}");
        Violations.Add($"{Now.TotalSeconds:0.00} s: {what}");
    }

    private void Note(string what) => _log.Add($"{Now.TotalSeconds,8:0.00} {what}");
}
