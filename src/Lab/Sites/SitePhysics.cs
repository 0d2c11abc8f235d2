namespace Busbar.Lab.Sites;

/// <summary>
/// The electricity of a site: contactors make islands of nodes, each island has one voltage on its capacities, modules feed it through
/// their diodes within voltage, current and power, bleeders and vehicles drain it. Implicit steps of 1 to 10 ms: stable, and energy is
/// accounted for to the last joule (<see cref="EnergyError"/>). Knows no clock; not thread safe. It also keeps the law: whatever
/// breaks a rule of switching is recorded in <see cref="Violations"/> with its time and part.
/// </summary>
public sealed class SitePhysics
{
    /// <summary>Voltage from which a node is live, V (touch limit, IEC 61851-23).</summary>
    public const double LiveV = 60;

    /// <summary>Largest difference across which live nodes may be joined, V.</summary>
    public const double MatchV = 20;

    /// <summary>Current at which a contactor must not open any more, A.</summary>
    public const double ZeroA = 1;

    private readonly SiteElectrics _site;
    private readonly int _gun0;
    private readonly int _inlet0;
    private readonly double[] _volts;
    private readonly double[] _injectedA;
    private readonly int[] _island;
    private readonly Ev?[] _vehicles;
    private readonly List<SiteContactor> _all;
    private readonly List<SiteViolation> _violations = [];
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);
    private readonly List<int>[] _members;
    private readonly double?[] _isolationKOhm;
    private double _departedJ;

    /// <summary>A site at rest: everything open and without voltage.</summary>
    /// <exception cref="ArgumentException">A contactor joins a node with itself, or one that is not there.</exception>
    public SitePhysics(SiteElectrics site)
    {
        ArgumentNullException.ThrowIfNull(site);
        _site = site;
        _gun0 = site.Modules.Count;
        _inlet0 = _gun0 + site.Guns.Count + site.Busbars;
        var nodes = _inlet0 + site.Guns.Count;
        foreach (var edge in site.Contactors)
            if (edge.From == edge.To || edge.From < 0 || edge.To < 0 || edge.From >= _inlet0 || edge.To >= _inlet0)
                throw new ArgumentException($"A contactor joins the nodes {edge.From} and {edge.To}; allowed: two different ones of 0 to {_inlet0 - 1}.", nameof(site));

        _volts = new double[nodes];
        _injectedA = new double[nodes];
        _island = new int[nodes];
        _members = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
        _isolationKOhm = new double?[site.Guns.Count];
        _vehicles = new Ev?[site.Guns.Count];
        Sources = [.. site.Modules.Select(m => new SiteSource(m))];
        Contactors = [.. site.Contactors.Select(e => new SiteContactor($"{NameOf(e.From)}-{NameOf(e.To)}", e.From, e.To))];
        Outputs = [.. site.Guns.Select((g, i) => new SiteContactor($"{g} output", _gun0 + i, _inlet0 + i))];
        _all = [.. Contactors, .. Outputs];
        FindIslands();
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The modules' terminals.</summary>
    public IReadOnlyList<SiteSource> Sources { get; }

    /// <summary>The contactors of the matrix.</summary>
    public IReadOnlyList<SiteContactor> Contactors { get; }

    /// <summary>The output contactors of the guns.</summary>
    public IReadOnlyList<SiteContactor> Outputs { get; }

    /// <summary>The vehicles at the guns; null: none.</summary>
    public IReadOnlyList<Ev?> Vehicles => _vehicles;

    /// <summary>Laws that were broken, oldest first; at most the first 10,000.</summary>
    public IReadOnlyList<SiteViolation> Violations => _violations;

    /// <summary>Energy lost in bleeders, J.</summary>
    public double BleederJ { get; private set; }

    /// <summary>Energy lost when capacities were charged or joined, J.</summary>
    public double ChargingJ { get; private set; }

    /// <summary>What the vehicles took (those that have left too), the losses and the capacities hold, less what the modules gave, J. Nought but for rounding.</summary>
    public double EnergyError =>
        _departedJ + _vehicles.Sum(v => v?.EnergyJ ?? 0) + BleederJ + ChargingJ + StoredJ - Sources.Sum(s => s.EnergyJ);

    /// <summary>Energy in the capacities, J.</summary>
    public double StoredJ => _volts.Sum(v => 0.5 * _site.NodeF * v * v);

    /// <summary>Voltage of a node of the switch graph, V.</summary>
    public double NodeV(int node) => _volts[node];

    /// <summary>Voltage on the charger's side of a gun's output contactor, V.</summary>
    public double GunV(int gun) => _volts[_gun0 + gun];

    /// <summary>Current through a gun's output contactor into the vehicle, A.</summary>
    public double GunA(int gun) => Outputs[gun].IsClosed ? _vehicles[gun]?.CurrentA ?? 0 : 0;

    /// <summary>Number of the island of a node: the lowest node in it.</summary>
    public int IslandOf(int node) => _island[node];

    /// <summary>Resistance to earth that the isolation monitor of a gun sees, kOhm: its own side, and the vehicle's when the output is closed.</summary>
    public double IsolationKOhm(int gun)
    {
        var ownKOhm = _isolationKOhm[gun] ?? _site.IsolationKOhm;
        return Outputs[gun].IsClosed && _vehicles[gun] is { } ev ? 1 / ((1 / ownKOhm) + (1 / ev.Traits.IsolationKOhm)) : ownKOhm;
    }

    /// <summary>Gives a gun's own side another resistance to earth: a fault, or with null as it was.</summary>
    public void SetIsolation(int gun, double? kOhm) => _isolationKOhm[gun] = kOhm;

    /// <summary>Plugs a vehicle in, or unplugs it with null. Pulling a connected one is allowed here: accidents happen.</summary>
    public void Plug(int gun, Ev? vehicle)
    {
        if (_vehicles[gun] is { } gone)
        {
            _departedJ += gone.EnergyJ;
            gone.EnergyJ = 0;
            gone.CurrentA = 0;
        }

        _vehicles[gun] = vehicle;
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="dt">1 to 10 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0 or longer than 10 ms.</exception>
    public void Step(TimeSpan dt)
    {
        if (dt <= TimeSpan.Zero || dt > TimeSpan.FromMilliseconds(10)) throw new ArgumentOutOfRangeException(nameof(dt), dt, "Step of the physics; allowed: up to 10 ms.");
        Now += dt;
        var moved = false;
        foreach (var contactor in _all)
        {
            if (!contactor.Moves(Now, _site.ContactorTakes)) continue;
            Judge(contactor);
            contactor.Move();
            moved = true;
        }

        if (moved) FindIslands();
        JudgeVehicles();
        for (var i = 0; i < _members.Length; i++)
            if (_members[i].Count > 0) Solve(_members[i], dt.TotalSeconds);
    }

    /// <summary>Current through a contactor of the matrix or an output, A, as of the last step, by Kirchhoff; several in parallel share evenly.</summary>
    public double FlowA(SiteContactor contactor)
    {
        ArgumentNullException.ThrowIfNull(contactor);
        if (!contactor.IsClosed) return 0;
        var volts = NodePotentials.Solve(_members[_island[contactor.From]], [.. _all.Where(c => c.IsClosed).Select(c => (c.From, c.To))], _injectedA);
        return volts[contactor.From] - volts[contactor.To];
    }

    private void Judge(SiteContactor contactor)
    {
        if (contactor.IsClosed)
        {
            var flowA = Math.Abs(FlowA(contactor));
            if (flowA >= ZeroA) Record(SiteLaw.OpenedUnderCurrent, contactor.Name, flowA);
            return;
        }

        var (a, b) = (_volts[contactor.From], _volts[contactor.To]);
        if (a >= LiveV && b >= LiveV && Math.Abs(a - b) > MatchV) Record(SiteLaw.ClosedAcrossVoltage, contactor.Name, Math.Abs(a - b));
    }

    private void JudgeVehicles()
    {
        for (var g = 0; g < _vehicles.Length; g++)
        {
            if (_vehicles[g] is not { } ev) continue;
            if (ev.IsConnected && !ev.WasConnected && Math.Abs(_volts[_inlet0 + g] - ev.OpenCircuitV) > MatchV)
                Record(SiteLaw.VehicleClosedAcrossVoltage, $"{_site.Guns[g]} vehicle", Math.Abs(_volts[_inlet0 + g] - ev.OpenCircuitV));
            if (!ev.IsConnected && ev.WasConnected && Math.Abs(ev.CurrentA) >= ZeroA)
                Record(SiteLaw.OpenedUnderCurrent, $"{_site.Guns[g]} vehicle", Math.Abs(ev.CurrentA));
            ev.WasConnected = ev.IsConnected;
        }
    }

    private void FindIslands()
    {
        for (var n = 0; n < _island.Length; n++) _island[n] = n;
        foreach (var c in _all)
            if (c.IsClosed) Join(c.From, c.To);
        foreach (var members in _members) members.Clear();
        for (var n = 0; n < _island.Length; n++) _members[_island[n] = Root(n)].Add(n);

        HashSet<string> joined = new(StringComparer.Ordinal);
        foreach (var members in _members)
        {
            var guns = members.Where(n => n >= _gun0 && n < _gun0 + _site.Guns.Count).Select(NameOf).ToArray();
            if (guns.Length < 2) continue;
            var part = string.Join('+', guns);
            joined.Add(part);
            if (!_joined.Contains(part)) Record(SiteLaw.GunsJoined, part, 0);
        }

        _joined.Clear();
        _joined.UnionWith(joined);
    }

    private void Join(int a, int b)
    {
        var (x, y) = (Root(a), Root(b));
        _island[Math.Max(x, y)] = Math.Min(x, y);
    }

    private int Root(int n)
    {
        while (_island[n] != n) n = _island[n];
        return n;
    }

    private void Solve(List<int> members, double dtS)
    {
        var farad = members.Count * _site.NodeF;
        double charge = 0, energyJ = 0, highest = 0;
        foreach (var n in members)
        {
            charge += _site.NodeF * _volts[n];
            energyJ += 0.5 * _site.NodeF * _volts[n] * _volts[n];
            if (n < _gun0 && Sources[n].IsOn) highest = Math.Max(highest, Sources[n].SetVoltageV);
            if (VehicleAt(n) is { } ev) highest = Math.Max(highest, ev.OpenCircuitV);
        }

        var before = charge / farad;
        ChargingJ += Math.Max(0, energyJ - (0.5 * farad * before * before));
        var volts = FindVoltage(members, farad, before, Math.Max(highest, before), dtS);
        ChargingJ += 0.5 * farad * (volts - before) * (volts - before);
        foreach (var n in members) Settle(n, volts, before, dtS);
    }

    /// <summary>The voltage at which what flows in and out charges the capacities to it: the balance falls with the voltage, so halving finds it.</summary>
    private double FindVoltage(List<int> members, double farad, double before, double highest, double dtS)
    {
        if (highest <= 0) return 0;
        double low = 0, high = highest;
        for (var i = 0; i < 60 && high - low > 1e-9; i++)
        {
            var middle = 0.5 * (low + high);
            var balanceA = -farad * (middle - before) / dtS;
            foreach (var n in members)
            {
                balanceA -= middle / _site.BleederOhm;
                if (n < _gun0) balanceA += Sources[n].At(middle, _site.DroopOhm);
                if (VehicleAt(n) is { } ev) balanceA -= (middle - ev.OpenCircuitV) / ev.Traits.ResistanceOhm;
            }

            if (balanceA > 0) low = middle;
            else high = middle;
        }

        return 0.5 * (low + high);
    }

    private void Settle(int n, double volts, double before, double dtS)
    {
        var bleederA = volts / _site.BleederOhm;
        BleederJ += volts * bleederA * dtS;
        var injectedA = -bleederA - (_site.NodeF * (volts - before) / dtS);
        if (n < _gun0)
        {
            var source = Sources[n];
            source.VoltageV = volts;
            source.CurrentA = source.At(volts, _site.DroopOhm);
            source.EnergyJ += volts * source.CurrentA * dtS;
            injectedA += source.CurrentA;
        }
        else if (n >= _inlet0 && _vehicles[n - _inlet0] is { } ev)
        {
            ev.InletV = volts;
            ev.CurrentA = ev.IsConnected ? (volts - ev.OpenCircuitV) / ev.Traits.ResistanceOhm : 0;
            ev.EnergyJ += volts * ev.CurrentA * dtS;
            ev.Store(dtS);
            injectedA -= ev.CurrentA;
        }

        _volts[n] = volts;
        _injectedA[n] = injectedA;
    }

    private Ev? VehicleAt(int node) => node >= _inlet0 && _vehicles[node - _inlet0] is { IsConnected: true } ev ? ev : null;

    private void Record(SiteLaw law, string part, double value)
    {
        if (_violations.Count < 10_000) _violations.Add(new SiteViolation(Now, law, part, value));
    }

    private string NameOf(int node) =>
        node < _gun0 ? _site.Modules[node].Id : node < _gun0 + _site.Guns.Count ? _site.Guns[node - _gun0] : $"B{node - _gun0 - _site.Guns.Count + 1}";
}
