using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Control;

/// <summary>A gun as others on the site see it. Thread safe; nothing waits for the gun's loop.</summary>
public interface IGun
{
    /// <summary>What it is.</summary>
    GunPlan Plan { get; }

    /// <summary>How it stands; a new value after each change.</summary>
    GunStatus Status { get; }

    /// <summary>What its meter shows.</summary>
    GunMeter Meter { get; }

    /// <summary>Raised on the gun's loop: take it and return.</summary>
    event Action<GunHappening>? Happened;

    /// <summary>Sets a limit on power or current into the vehicle.</summary>
    /// <param name="limit">The limit; its own source is what operators read. Null takes it away.</param>
    /// <param name="source">Whose limit it is; each source has one, and it replaces its own only.</param>
    void SetLimit(Limit? limit, string source);

    /// <summary>Ends the session.</summary>
    /// <param name="by">Who, in words for an operator.</param>
    /// <param name="hard">At once; otherwise the SECC is asked first (<see cref="GunSettings.StopGrace"/>).</param>
    void Stop(string by, bool hard = false);

    /// <summary>Takes the gun out of service, or back: a running session is ended and none begins.</summary>
    /// <param name="active">Out of service.</param>
    /// <param name="why">In words for an operator; one reason of each text, and the gun is back when none is left.</param>
    void SetOutOfService(bool active, string why);

    /// <summary>An operator has looked at a fault that does not clear by itself.</summary>
    /// <param name="by">Who.</param>
    void Acknowledge(string by);

    /// <summary>What is wanted for a gun without an SECC; ignored by one that has an SECC.</summary>
    /// <param name="powerW">Power, W; 0 keeps a module, null gives all back.</param>
    /// <param name="voltageV">Voltage of the vehicle, V; null: not known.</param>
    void Demand(double? powerW, double? voltageV = null);
}

/// <summary>Names of sources of limits that more than one place speaks of.</summary>
public static class LimitSources
{
    /// <summary>An operator, by console or interface.</summary>
    public const string Operator = "operator";
}

/// <summary>Something that happened at a gun. Immutable.</summary>
public abstract record GunHappening;

/// <summary>A procedure has begun.</summary>
public sealed record SessionBegan : GunHappening;

/// <summary>The procedure is over and the output open.</summary>
/// <param name="Record">What it was.</param>
public sealed record SessionOver(SessionRecord Record) : GunHappening;

/// <summary>The phase, the fault or the SECC's presence has changed.</summary>
/// <param name="Status">As it is now.</param>
public sealed record GunChanged(GunStatus Status) : GunHappening;

/// <summary>Something for an operator to read.</summary>
/// <param name="Notice">The notice.</param>
public sealed record GunNotice(Notice Notice) : GunHappening;
