namespace Busbar.Wire.Ocpp;

/// <summary>Versions of OCPP-J that this program can name. Which of them have a message set: <see cref="OcppMessageSet.TryFor"/>.</summary>
public enum OcppVersion
{
    /// <summary>OCPP 1.6, JSON edition, with its security extension (Security Whitepaper edition 3).</summary>
    V16,

    /// <summary>OCPP 2.0.1.</summary>
    V201,

    /// <summary>OCPP 2.1.</summary>
    V21,
}

/// <summary>WebSocket sub-protocol names of the versions, as registered at IANA.</summary>
public static class OcppVersions
{
    /// <summary>The sub-protocol name, such as <c>ocpp1.6</c>.</summary>
    public static string SubProtocol(OcppVersion version) => version switch
    {
        OcppVersion.V16 => "ocpp1.6",
        OcppVersion.V201 => "ocpp2.0.1",
        OcppVersion.V21 => "ocpp2.1",
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "Allowed: V16, V201, V21."),
    };

    /// <summary>Reads a sub-protocol name, without regard to case: stations exist that offer <c>OCPP1.6</c>.</summary>
    public static bool TryParse(string? subProtocol, out OcppVersion version)
    {
        foreach (var candidate in (ReadOnlySpan<OcppVersion>)[OcppVersion.V16, OcppVersion.V201, OcppVersion.V21])
        {
            version = candidate;
            if (string.Equals(subProtocol, SubProtocol(candidate), StringComparison.OrdinalIgnoreCase)) return true;
        }

        version = default;
        return false;
    }
}
