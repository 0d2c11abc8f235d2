using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>What goes back to a peer's CALL: a response or a fault, never both. The default value is neither and counts as a failure of the handler.</summary>
public readonly record struct OcppAnswer
{
    private OcppAnswer(OcppResponse? response, OcppFault? fault)
    {
        Response = response;
        Fault = fault;
    }

    /// <summary>Goes back as a CALLRESULT; null when refused.</summary>
    public OcppResponse? Response { get; }

    /// <summary>Goes back as a CALLERROR; null when answered.</summary>
    public OcppFault? Fault { get; }

    /// <summary>A good answer.</summary>
    public static OcppAnswer Of(OcppResponse response) => new(response, null);

    /// <summary>A refusal.</summary>
    public static OcppAnswer Refuse(OcppErrorCode code, string text) => new(null, new OcppFault(code, "", text));

    /// <summary>A refusal.</summary>
    public static OcppAnswer Refuse(OcppFault fault) => new(null, fault);
}
