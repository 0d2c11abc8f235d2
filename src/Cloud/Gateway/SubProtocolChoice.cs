using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Gateway;

/// <summary>Which version of OCPP a connection speaks: the first of the station's offers that is served.</summary>
/// <param name="Version">The version; meaningless when refused.</param>
/// <param name="Echo">The sub-protocol for the answer, spelled as the station offered it; null when it offered none.</param>
/// <param name="Refusal">Why there is no common version; null when there is one.</param>
internal readonly record struct SubProtocolChoice(OcppVersion Version, string? Echo, string? Refusal)
{
    /// <summary>The sub-protocols that are served, newest first, for messages.</summary>
    public static string Served { get; } = string.Join(", ", Enum.GetValues<OcppVersion>().Reverse().Where(v => OcppMessageSet.TryFor(v, out _)).Select(OcppVersions.SubProtocol));

    public static bool IsServed(string subProtocol) => OcppVersions.TryParse(subProtocol, out var version) && OcppMessageSet.TryFor(version, out _);

    /// <param name="offered">What the station offers, best first.</param>
    /// <param name="whenNone">Sub-protocol for a station that offers none; null refuses it.</param>
    public static SubProtocolChoice Of(IReadOnlyList<string> offered, string? whenNone)
    {
        foreach (var offer in offered)
            if (OcppVersions.TryParse(offer, out var version) && OcppMessageSet.TryFor(version, out _)) return new SubProtocolChoice(version, offer, null);
        if (offered.Count > 0) return new SubProtocolChoice(default, null, $"None of the sub-protocols [{string.Join(", ", offered.Take(10))}] is served; served are: {Served}.");
        if (whenNone is not null && OcppVersions.TryParse(whenNone, out var assumed)) return new SubProtocolChoice(assumed, null, null);
        return new SubProtocolChoice(default, null, $"The header field Sec-WebSocket-Protocol is missing; served are: {Served}.");
    }
}
