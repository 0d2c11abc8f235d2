// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>Heartbeat</c>, OCPP 1.6.</summary>
public sealed record HeartbeatRequest : OcppRequest
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static HeartbeatRequest Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Heartbeat;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static HeartbeatRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        while (reader.NextProperty(out var nameUtf8))
        {
            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return Empty;
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>The response of <c>Heartbeat</c>, OCPP 1.6.</summary>
public sealed record HeartbeatResponse : OcppResponse
{
    /// <summary><c>currentTime</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset CurrentTime { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Heartbeat;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static HeartbeatResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DateTimeOffset currentTime = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("currentTime"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Date(out currentTime)) continue;
                    return reader.At<HeartbeatResponse>("currentTime");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<HeartbeatResponse>("currentTime");
        return new HeartbeatResponse
        {
            CurrentTime = currentTime,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Date("\"currentTime\":"u8, CurrentTime);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}
