using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Modules;

namespace Busbar.Plant.Control;

/// <summary>A whole site at one moment, as its controller knows it. Rows are in the order of the plan. Immutable; thread safe.</summary>
public sealed record SitePicture
{
    /// <summary>Most events in a picture.</summary>
    public const int MaxEvents = 200;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How power is divided now; one of <see cref="Core.Power.AllocationPolicies.Names"/>.</summary>
    public required string Policy { get; init; }

    /// <summary>The least of the limits on the whole site, W, with its source. Finite: without any other it is what the modules can give.</summary>
    public required Limit Limit { get; init; }

    /// <summary>Limit that an operator has set, W; null for none.</summary>
    public double? OwnLimitW { get; init; }

    /// <summary>Power of the whole site.</summary>
    public required SiteTotals Totals { get; init; }

    /// <summary>Whether everything is stopped.</summary>
    public EmergencyStopPicture EmergencyStop { get; init; } = EmergencyStopPicture.None;

    /// <summary>Feeders.</summary>
    public IReadOnlyList<FeederPicture> Feeders { get; init; } = [];

    /// <summary>Power modules.</summary>
    public required IReadOnlyList<ModulePicture> Modules { get; init; }

    /// <summary>Contactors of the matrix.</summary>
    public required IReadOnlyList<ContactorPicture> Contactors { get; init; }

    /// <summary>Guns.</summary>
    public required IReadOnlyList<GunPicture> Guns { get; init; }

    /// <summary>What happened, newest first, at most <see cref="MaxEvents"/>. An event that was there before is the same object.</summary>
    public IReadOnlyList<SiteEvent> Events { get; init; } = [];

    /// <summary>This picture with the rows of <paramref name="before"/> wherever they are equal, so that who looks at both sees by reference what differs.</summary>
    /// <param name="before">The picture before, of the same plan; null for none.</param>
    public SitePicture SharingRowsWith(SitePicture? before) => before is null ? this : this with
    {
        EmergencyStop = EmergencyStop.IsSame(before.EmergencyStop) ? before.EmergencyStop : EmergencyStop,
        Feeders = Shared(before.Feeders, Feeders, (a, b) => a == b),
        Modules = Shared(before.Modules, Modules, (a, b) => a == b),
        Contactors = Shared(before.Contactors, Contactors, (a, b) => a == b),
        Guns = Shared(before.Guns, Guns, (a, b) => a.IsSame(b)),
    };

    private static IReadOnlyList<T> Shared<T>(IReadOnlyList<T> before, IReadOnlyList<T> now, Func<T, T, bool> same)
        where T : class
    {
        if (before.Count != now.Count) return now;
        var rows = new T[now.Count];
        var kept = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = ReferenceEquals(before[i], now[i]) || same(before[i], now[i]) ? before[i] : now[i];
            if (ReferenceEquals(rows[i], before[i])) kept++;
        }

        return kept == rows.Length ? before : rows;
    }
}

/// <summary>Power of a whole site, W.</summary>
/// <param name="DemandW">What the vehicles ask for, within their guns' limits.</param>
/// <param name="AllocatedW">What is granted to them.</param>
/// <param name="DeliveredW">What flows, as measured at the guns; out of the vehicles is negative.</param>
/// <param name="CapacityW">What the modules in service could give.</param>
public readonly record struct SiteTotals(double DemandW, double AllocatedW, double DeliveredW, double CapacityW);

/// <summary>An emergency stop.</summary>
/// <param name="Since">Since when; null: none is active.</param>
/// <param name="By">Who or what, with the reason; null when not active.</param>
/// <param name="Inputs">Boards whose emergency-stop input is open now. While there is one, nobody can release the stop.</param>
public sealed record EmergencyStopPicture(DateTimeOffset? Since, string? By, IReadOnlyList<string> Inputs)
{
    /// <summary>No stop.</summary>
    public static EmergencyStopPicture None { get; } = new(null, null, []);

    /// <summary>Everything is stopped.</summary>
    public bool IsActive => Since is not null;

    internal bool IsSame(EmergencyStopPicture other) => Inputs.SequenceEqual(other.Inputs, StringComparer.Ordinal) && this with { Inputs = other.Inputs } == other;
}

/// <summary>A feeder.</summary>
/// <param name="Plan">Which.</param>
/// <param name="UsedW">W that its modules give now, those of the feeders below it included.</param>
public sealed record FeederPicture(FeederPlan Plan, double UsedW);

/// <summary>A power module.</summary>
/// <param name="Plan">Which.</param>
/// <param name="View">What its driver knows.</param>
/// <param name="Gun">The gun that has it, or that it moves to; null for none.</param>
/// <param name="IsMoving">It is on its way from or to a gun; no gun drives it.</param>
/// <param name="Fault">Why the controller does not use it although its driver may have nothing against it, a sentence; null: it is in use.</param>
public sealed record ModulePicture(ModulePlan Plan, ModuleView View, string? Gun, bool IsMoving, string? Fault);

/// <summary>A contactor of the matrix.</summary>
/// <param name="Plan">Which.</param>
/// <param name="Phase">Where it is, by command and auxiliary contact together.</param>
/// <param name="Failure">What is wrong with it, until an operator has it cleared.</param>
/// <param name="View">What its board tells.</param>
public sealed record ContactorPicture(ContactorPlan Plan, ContactorPhase Phase, ContactorFailure Failure, ContactorView View);

/// <summary>A gun.</summary>
/// <param name="Plan">Which.</param>
/// <param name="Status">Its session.</param>
/// <param name="Meter">What is measured at it.</param>
/// <param name="Output">Its output contactor, as its board tells.</param>
/// <param name="Modules">Modules that feed it now.</param>
/// <param name="AllocatedW">W granted to it.</param>
/// <param name="Limit">The least of the limits on its power, W, with its source. Finite.</param>
/// <param name="OwnLimitW">Limit that an operator has set, W; null for none.</param>
/// <param name="PhaseSince">When it came to its phase.</param>
/// <param name="FaultSince">When its fault came; null without one.</param>
public sealed record GunPicture(
    GunPlan Plan, GunStatus Status, GunMeter Meter, ContactorView Output, IReadOnlyList<string> Modules, double AllocatedW, Limit Limit, double? OwnLimitW,
    DateTimeOffset PhaseSince, DateTimeOffset? FaultSince)
{
    internal bool IsSame(GunPicture other) => Modules.SequenceEqual(other.Modules, StringComparer.Ordinal) && this with { Modules = other.Modules } == other;
}

/// <summary>Something that happened at a site. None is changed later.</summary>
/// <param name="At">When.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Subject">Name of the gun, module, contactor, feeder or board; the site's own identifier when it is about the whole.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record SiteEvent(DateTimeOffset At, NoticeSeverity Severity, string Subject, string Text);
