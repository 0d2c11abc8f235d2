namespace Busbar.Wire.Pep.Messages;

/// <summary>State of the vehicle at the outlet.</summary>
public enum PepEvConnectionState : byte
{
    /// <summary>No vehicle.</summary>
    Disconnected,

    /// <summary>Plugged in.</summary>
    Connected,

    /// <summary>The vehicle allows energy to flow.</summary>
    EnergyTransferAllowed,

    /// <summary>Something is wrong.</summary>
    Error,
}

/// <summary>Info of the SECC: the vehicle came, went, or allows energy. No safety decision rests on it.</summary>
/// <param name="State">State.</param>
/// <param name="VehicleId">Identity of the vehicle; only with <see cref="PepEvConnectionState.Connected"/>, null when not known.</param>
public readonly record struct PepEvConnection(PepEvConnectionState State, string? VehicleId = null) : IPepPayload<PepEvConnection>
{
    private static readonly string[] States = ["disconnected", "connected", "energyTransferAllowed", "error"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.EvConnectionState;

    /// <inheritdoc/>
    public static PepEvConnection Read(ref PepReader reader)
    {
        int? state = null;
        string? vehicle = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("evConnectionState"u8)) reader.Word("evConnectionState", States, ref state);
            else if (name.SequenceEqual("vehicleId"u8)) reader.Text("vehicleId", ref vehicle);
            else reader.Skip();
        }

        reader.Require(state is not null, "evConnectionState", "disconnected, connected, energyTransferAllowed, error");
        return new PepEvConnection((PepEvConnectionState)(state ?? 0), vehicle);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        if (VehicleId is not null && State != PepEvConnectionState.Connected)
            throw new InvalidOperationException($"vehicleId goes with \"connected\" only, not with \"{States[(int)State]}\".");
        writer.Text("evConnectionState", States[(int)State]);
        writer.Text("vehicleId", VehicleId);
    }
}
