using System.Collections.Frozen;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Gateway;

/// <summary>What the gateway does with a station's CALL.</summary>
/// <param name="Index">Number of the route over all versions, from 0.</param>
/// <param name="Action">The action.</param>
/// <param name="FixedAnswer">For an event: the answer once the event is durable, from the time. Null for a call, whose answer only the CMS can give.</param>
internal sealed record OcppRoute(int Index, OcppAction Action, Func<DateTimeOffset, OcppResponse>? FixedAnswer)
{
    /// <summary>The CMS answers.</summary>
    public bool IsCall => FixedAnswer is null;
}

/// <summary>
/// The routing table: which actions of a station are calls to the CMS and which are events. One table per version. Unknown actions and those of the wrong
/// direction never get here: the RPC core refuses them as NotImplemented and NotSupported.
/// </summary>
internal static class OcppRouting
{
    private static readonly List<OcppRoute> Routes = [];

    private static readonly FrozenDictionary<OcppAction, OcppRoute> Table16 = ToTable(
    [
        Call(Ocpp16.BootNotification),
        Call(Ocpp16.Authorize),
        Call(Ocpp16.StartTransaction),
        Call(Ocpp16.StopTransaction),
        Call(Ocpp16.DataTransfer),
        Call(Ocpp16.SignCertificate),
        Event(Ocpp16.Heartbeat, now => new HeartbeatResponse { CurrentTime = now }),
        Event(Ocpp16.MeterValues, _ => MeterValuesResponse.Empty),
        Event(Ocpp16.StatusNotification, _ => StatusNotificationResponse.Empty),
        Event(Ocpp16.FirmwareStatusNotification, _ => FirmwareStatusNotificationResponse.Empty),
        Event(Ocpp16.DiagnosticsStatusNotification, _ => DiagnosticsStatusNotificationResponse.Empty),
        Event(Ocpp16.LogStatusNotification, _ => LogStatusNotificationResponse.Empty),
        Event(Ocpp16.SecurityEventNotification, _ => SecurityEventNotificationResponse.Empty),
        Event(Ocpp16.SignedFirmwareStatusNotification, _ => SignedFirmwareStatusNotificationResponse.Empty),
    ]);

    /// <summary>Every route of every version, by index.</summary>
    public static IReadOnlyList<OcppRoute> All => Routes;

    /// <summary>Every route of a version; empty where it is not served.</summary>
    public static FrozenDictionary<OcppAction, OcppRoute> For(OcppVersion version) =>
        version == OcppVersion.V16 ? Table16 : FrozenDictionary<OcppAction, OcppRoute>.Empty;

    private static OcppRoute Call(OcppAction action) => Add(action, null);

    private static OcppRoute Event(OcppAction action, Func<DateTimeOffset, OcppResponse> answer) => Add(action, answer);

    private static OcppRoute Add(OcppAction action, Func<DateTimeOffset, OcppResponse>? answer)
    {
        var route = new OcppRoute(Routes.Count, action, answer);
        Routes.Add(route);
        return route;
    }

    private static FrozenDictionary<OcppAction, OcppRoute> ToTable(IEnumerable<OcppRoute> routes) => routes.ToFrozenDictionary(r => r.Action);
}
