namespace Busbar.Wire.Can.Boards;

/// <summary>One message of a gun board: the member that is not null.</summary>
/// <param name="State">Its state.</param>
/// <param name="Meter">Voltage and current.</param>
/// <param name="Temperatures">Temperatures.</param>
/// <param name="Isolation">The isolation monitor.</param>
/// <param name="Energy">Energy counters.</param>
/// <param name="Wear">Wear counters.</param>
/// <param name="Identity">Which board it is.</param>
public readonly record struct GunBoardMessage(
    GunState? State = null, GunMeter? Meter = null, GunTemperatures? Temperatures = null, GunIsolation? Isolation = null,
    GunEnergy? Energy = null, GunWear? Wear = null, BoardIdentity? Identity = null)
{
    /// <summary>Reads what a gun board sent. Never throws.</summary>
    /// <param name="id">The frame's identifier, read by <see cref="BoardId.TryRead"/>.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="message">The message, when true is returned.</param>
    /// <param name="fault">Why not, when false is returned.</param>
    public static bool TryRead(in BoardId id, in CanFrame frame, out GunBoardMessage message, out CanFault? fault)
    {
        message = default;
        switch (id.Message)
        {
            case GunState.Message:
                if (GunState.TryRead(frame, out var state, out fault)) message = new(State: state);
                break;
            case GunMeter.Message:
                if (GunMeter.TryRead(frame, out var meter, out fault)) message = new(Meter: meter);
                break;
            case GunTemperatures.Message:
                if (GunTemperatures.TryRead(frame, out var temperatures, out fault)) message = new(Temperatures: temperatures);
                break;
            case GunIsolation.Message:
                if (GunIsolation.TryRead(frame, out var isolation, out fault)) message = new(Isolation: isolation);
                break;
            case GunEnergy.Message:
                if (GunEnergy.TryRead(frame, out var energy, out fault)) message = new(Energy: energy);
                break;
            case GunWear.Message:
                if (GunWear.TryRead(frame, out var wear, out fault)) message = new(Wear: wear);
                break;
            case BoardIdentity.Message:
                if (BoardIdentity.TryRead(frame, out var identity, out fault)) message = new(Identity: identity);
                break;
            default:
                fault = BoardBytes.Unknown(id);
                break;
        }

        return fault is null;
    }
}
