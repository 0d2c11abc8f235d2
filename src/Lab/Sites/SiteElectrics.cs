namespace Busbar.Lab.Sites;

/// <summary>A contactor between two nodes: modules from 0, then guns, then busbars, as in the site's switch graph.</summary>
/// <param name="From">One node.</param>
/// <param name="To">The other one.</param>
public readonly record struct SiteEdge(int From, int To);

/// <summary>The output of a power module as its terminals show it. Defaults are those of the demo's modules (examples/sites/six-guns.json).</summary>
/// <param name="Id">Its name.</param>
/// <param name="MaxW">Most power, W. Default 40,000.</param>
/// <param name="MaxA">Most current, A. Default 133.</param>
/// <param name="MaxV">Highest voltage, V. Default 1,000.</param>
public sealed record SiteModuleTraits(string Id, double MaxW = 40_000, double MaxA = 133, double MaxV = 1000);

/// <summary>What a site is made of, for its physics. Immutable. Capacities and bleeders are those of ordinary equipment: 500 V sink below 60 V in about a second.</summary>
public sealed record SiteElectrics
{
    /// <summary>The power modules.</summary>
    public required IReadOnlyList<SiteModuleTraits> Modules { get; init; }

    /// <summary>Names of the guns.</summary>
    public required IReadOnlyList<string> Guns { get; init; }

    /// <summary>Number of busbars. Default 0.</summary>
    public int Busbars { get; init; }

    /// <summary>The contactors of the matrix; those of the outputs are not among them.</summary>
    public required IReadOnlyList<SiteEdge> Contactors { get; init; }

    /// <summary>From coil to contact, both ways. Default 25 ms, an ordinary DC contactor.</summary>
    public TimeSpan ContactorTakes { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Capacity of a node, F. Default 20 uF.</summary>
    public double NodeF { get; init; } = 20e-6;

    /// <summary>Bleeder of a node, ohm. Default 20 kohm: a time constant of 0.4 s with <see cref="NodeF"/>.</summary>
    public double BleederOhm { get; init; } = 20_000;

    /// <summary>Inner resistance of a module's regulator, ohm: modules of one voltage share by it. Default 20 mohm.</summary>
    public double DroopOhm { get; init; } = 0.02;

    /// <summary>Resistance to protective earth of the charger's side of a gun, kOhm. Default 10,000.</summary>
    public double IsolationKOhm { get; init; } = 10_000;

    /// <summary>Every module to every gun.</summary>
    public static SiteElectrics FullMatrix(int modules, int guns, SiteModuleTraits? traits = null) => new()
    {
        Modules = [.. Enumerable.Range(1, modules).Select(m => (traits ?? new SiteModuleTraits("")) with { Id = $"M{m}" })],
        Guns = [.. Enumerable.Range(1, guns).Select(g => $"GUN{g}")],
        Contactors = [.. from m in Enumerable.Range(0, modules) from g in Enumerable.Range(0, guns) select new SiteEdge(m, modules + g)],
    };
}

/// <summary>A law of switching (facts/allocation.md, section 2).</summary>
public enum SiteLaw
{
    /// <summary>Two guns are never galvanically joined (rule 2).</summary>
    GunsJoined,

    /// <summary>No contactor opens at 1 A or more (rule 3).</summary>
    OpenedUnderCurrent,

    /// <summary>No contactor closes between live nodes (60 V and more) that differ by more than 20 V (rule 4).</summary>
    ClosedAcrossVoltage,

    /// <summary>The vehicle's contactors close only within 20 V of its battery.</summary>
    VehicleClosedAcrossVoltage,
}

/// <summary>A law that was broken.</summary>
/// <param name="At">Time of the lab.</param>
/// <param name="Law">Which one.</param>
/// <param name="Part">By what: <c>M1-GUN2</c>, <c>GUN1 output</c>, <c>GUN1+GUN3</c>.</param>
/// <param name="Value">How far, A or V; 0 for joined guns.</param>
public sealed record SiteViolation(TimeSpan At, SiteLaw Law, string Part, double Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{At.TotalSeconds:F3} s {Part}: {Law} {Value:F1}";
}

/// <summary>What is wrong with a contactor.</summary>
public enum ContactorFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its contacts are welded: once closed it stays closed.</summary>
    Welded,

    /// <summary>It does not close any more, and an open one stays open.</summary>
    StuckOpen,

    /// <summary>Its auxiliary contact stands still while it switches.</summary>
    AuxStuck,
}

/// <summary>A contactor with a coil that is told, contacts that follow, and an auxiliary contact that says so.</summary>
public sealed class SiteContactor
{
    private TimeSpan _coilSince;
    private bool _aux;

    internal SiteContactor(string name, int from, int to)
    {
        Name = name;
        From = from;
        To = to;
    }

    /// <summary>Its name, such as <c>M1-GUN2</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the coil is driven. Set from outside before a step.</summary>
    public bool Coil { get; set; }

    /// <summary>What is wrong with it. Set at any time.</summary>
    public ContactorFault Fault { get; set; }

    /// <summary>Whether its contacts are closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What the auxiliary contact says.</summary>
    public bool Aux => _aux;

    /// <summary>Closings so far.</summary>
    public int Cycles { get; private set; }

    internal int From { get; }

    internal int To { get; }

    private bool Wanted => Fault switch
    {
        ContactorFault.Welded => IsClosed || Coil,
        ContactorFault.StuckOpen => IsClosed && Coil,
        _ => Coil,
    };

    /// <summary>Whether its contacts are about to move in this step.</summary>
    internal bool Moves(TimeSpan now, TimeSpan takes)
    {
        if (Wanted == IsClosed)
        {
            _coilSince = now;
            return false;
        }

        return now - _coilSince >= takes;
    }

    internal void Move()
    {
        IsClosed = !IsClosed;
        if (IsClosed) Cycles++;
        if (Fault != ContactorFault.AuxStuck) _aux = IsClosed;
    }
}

/// <summary>A module at its terminals: what its electronics want, and what comes of it. An output diode keeps current from flowing in.</summary>
public sealed class SiteSource
{
    internal SiteSource(SiteModuleTraits traits) => Traits = traits;

    /// <summary>The module.</summary>
    public SiteModuleTraits Traits { get; }

    /// <summary>Whether its output is on. Set from outside before a step.</summary>
    public bool IsOn { get; set; }

    /// <summary>The voltage that it regulates to, V. Set from outside before a step.</summary>
    public double SetVoltageV { get; set; }

    /// <summary>The current that it does not pass, A. Set from outside before a step.</summary>
    public double SetCurrentA { get; set; }

    /// <summary>Voltage at its terminals, V.</summary>
    public double VoltageV { get; internal set; }

    /// <summary>Current that it gives, A.</summary>
    public double CurrentA { get; internal set; }

    /// <summary>Energy that it has given, J.</summary>
    public double EnergyJ { get; internal set; }

    internal double At(double voltageV, double droopOhm)
    {
        if (!IsOn) return 0;
        var most = Math.Min(SetCurrentA, Traits.MaxA);
        if (voltageV > 1) most = Math.Min(most, Traits.MaxW / voltageV);
        return Math.Clamp((Math.Min(SetVoltageV, Traits.MaxV) - voltageV) / droopOhm, 0, Math.Max(0, most));
    }
}
