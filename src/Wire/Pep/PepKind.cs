namespace Busbar.Wire.Pep;

/// <summary>What a message is about: the <c>kind</c> of its envelope (PEP-WS 1.8).</summary>
public enum PepKind : byte
{
    /// <summary>Not a kind that the protocol has.</summary>
    Unknown,

    /// <summary>Limits and identity of the power electronics.</summary>
    Configuration,

    /// <summary>Isolation test.</summary>
    CableCheck,

    /// <summary>Voltage and current to drive.</summary>
    TargetValues,

    /// <summary>Opens or closes the output contactors.</summary>
    ContactorsStatus,

    /// <summary>Back to standby.</summary>
    Reset,

    /// <summary>The PECC reads inputs of the SECC.</summary>
    GetInput,

    /// <summary>The PECC sets outputs of the SECC.</summary>
    SetOutput,

    /// <summary>The PECC asks the SECC to end the session.</summary>
    StopCharging,

    /// <summary>What the power electronics measure and drive, every 200 ms.</summary>
    Status,

    /// <summary>Something that happened, in words.</summary>
    Event,

    /// <summary>State of the vehicle at the outlet.</summary>
    EvConnectionState,

    /// <summary>What the vehicle says of itself.</summary>
    ChargingSession,

    /// <summary>The kind of an error that answers input which could not be parsed.</summary>
    Error,
}

/// <summary>What a message does: the <c>type</c> of its envelope.</summary>
public enum PepType : byte
{
    /// <summary>Wants a response or an error with its sequence number.</summary>
    Request,

    /// <summary>Acknowledges a request.</summary>
    Response,

    /// <summary>Refuses a request.</summary>
    Error,

    /// <summary>Wants no answer and has no sequence number.</summary>
    Info,
}

/// <summary>The two ends of the protocol.</summary>
public enum PepRole : byte
{
    /// <summary>Power electronics communication controller: the server.</summary>
    Pecc,

    /// <summary>Supply equipment communication controller: the client, which talks to the vehicle.</summary>
    Secc,
}

/// <summary>The kinds table: how each kind is spelled and who may send it as what.</summary>
public static class PepKinds
{
    private static readonly string[] Names =
    [
        "", "configuration", "cableCheck", "targetValues", "contactorsStatus", "reset", "getInput", "setOutput", "stopCharging", "status", "event",
        "evConnectionState", "chargingSession", "error",
    ];

    private static readonly byte[][] Utf8Names = [.. Names.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>The spelling on the wire; empty for <see cref="PepKind.Unknown"/>.</summary>
    public static string Name(PepKind kind) => Names[(int)kind];

    /// <summary>The kind that is spelled so, to the letter; <see cref="PepKind.Unknown"/> when none is.</summary>
    public static PepKind Parse(ReadOnlySpan<byte> utf8)
    {
        for (var i = 1; i < Utf8Names.Length; i++)
            if (utf8.SequenceEqual(Utf8Names[i])) return (PepKind)i;
        return PepKind.Unknown;
    }

    /// <summary>The other end.</summary>
    public static PepRole Other(PepRole role) => role == PepRole.Pecc ? PepRole.Secc : PepRole.Pecc;

    /// <summary>Who sends the request of a kind; null when the kind is not a request.</summary>
    public static PepRole? Requester(PepKind kind) => kind switch
    {
        PepKind.Configuration or PepKind.CableCheck or PepKind.TargetValues or PepKind.ContactorsStatus or PepKind.Reset => PepRole.Secc,
        PepKind.GetInput or PepKind.SetOutput or PepKind.StopCharging => PepRole.Pecc,
        _ => null,
    };

    /// <summary>Who sends the info of a kind; null when the kind is not an info.</summary>
    public static PepRole? Informer(PepKind kind) => kind switch
    {
        PepKind.Status or PepKind.Event => PepRole.Pecc,
        PepKind.EvConnectionState or PepKind.ChargingSession => PepRole.Secc,
        _ => null,
    };

    /// <summary>May <paramref name="sender"/> send this kind as this type? Errors may name any kind.</summary>
    public static bool MaySend(PepRole sender, PepType type, PepKind kind) => type switch
    {
        PepType.Request => Requester(kind) == sender,
        PepType.Response => Requester(kind) is { } requester && requester != sender,
        PepType.Info => Informer(kind) == sender,
        _ => true,
    };

    /// <summary>Whether the payload has fields; where it has none, any JSON value will do as long as it is there.</summary>
    public static bool HasFields(PepType type, PepKind kind) => (type, kind) switch
    {
        (PepType.Request, PepKind.Configuration or PepKind.Reset or PepKind.StopCharging) => false,
        (PepType.Response, PepKind.Configuration or PepKind.GetInput) => true,
        (PepType.Response, _) => false,
        _ => true,
    };

    internal static ReadOnlySpan<byte> Utf8Name(PepKind kind) => Utf8Names[(int)kind];

    internal static string Allowed(PepRole sender, PepType type)
    {
        var kinds = Enum.GetValues<PepKind>().Where(k => k is not (PepKind.Unknown or PepKind.Error) && MaySend(sender, type, k));
        return string.Join(", ", kinds.Select(Name));
    }
}
