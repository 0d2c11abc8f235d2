namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>A CONNECT to be built; 5.0, clean, no keep-alive unless said.</summary>
internal sealed record RawConnect(string ClientId)
{
    public string Protocol { get; init; } = "MQTT";

    public int Version { get; init; } = 5;

    public bool CleanStart { get; init; } = true;

    public int KeepAliveS { get; init; }

    public byte[][] Properties { get; init; } = [];

    public RawWill? Will { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Connect flags in place of those that follow from the fields; null for those.</summary>
    public byte? Flags { get; init; }

    /// <summary>Bytes in place of the payload (client identifier and what follows); null for what follows from the fields.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>A 3.1.1 CONNECT.</summary>
    public static RawConnect V311(string clientId) => new(clientId) { Version = 4 };

    /// <summary>A 5.0 CONNECT of a session that outlives its connection.</summary>
    public static RawConnect Lasting(string clientId, uint expiryS = 3600) => new(clientId) { CleanStart = false, Properties = [Property.SessionExpiry(expiryS)] };

    public byte[] Bytes()
    {
        var flags = Flags ?? (byte)((CleanStart ? 2 : 0)
            | (Will is { } will ? 4 | (will.Qos << 3) | (will.Retain ? 0x20 : 0) : 0)
            | (Password is null ? 0 : 0x40)
            | (UserName is null ? 0 : 0x80));
        return Raw.Packet(0x10, Raw.Text(Protocol), [(byte)Version, flags], Raw.U16(KeepAliveS), Raw.Properties(Version, Properties), Payload ?? Raw.Join(
            Raw.Text(ClientId),
            Will is null ? [] : Raw.Join(Raw.Properties(Version, Will.Properties), Raw.Text(Will.Topic), Raw.Text(Will.Payload)),
            UserName is null ? [] : Raw.Text(UserName),
            Password is null ? [] : Raw.Text(Password)));
    }
}

/// <summary>The will in a CONNECT.</summary>
internal sealed record RawWill(string Topic, string Payload)
{
    public int Qos { get; init; }

    public bool Retain { get; init; }

    public byte[][] Properties { get; init; } = [];
}
