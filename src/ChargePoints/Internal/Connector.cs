using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>An authorization that waits for its cable.</summary>
/// <param name="IdTag">The tag.</param>
/// <param name="ParentIdTag">Its group, as far as known.</param>
/// <param name="Profile">The charging profile that came with a remote start; null: none.</param>
internal sealed record Authorization(string IdTag, string? ParentIdTag, ChargingProfile? Profile);

/// <summary>One connector, or with number 0 the charge point itself. Its status follows from the facts below. Not thread safe.</summary>
internal sealed class Connector(int id, ConnectorTraits traits)
{
    public int Id { get; } = id;

    public ConnectorTraits Traits { get; } = traits;

    /// <summary>Whether a cable is plugged; always false where the hardware cannot tell.</summary>
    public bool IsPlugged { get; set; }

    /// <summary>Whether the vehicle takes what is offered.</summary>
    public bool Draws { get; set; } = true;

    /// <summary>Whether the charge point itself holds its energy back.</summary>
    public bool IsHeld { get; set; }

    public ChargePointErrorCode Fault { get; set; } = ChargePointErrorCode.NoError;

    public string? FaultInfo { get; set; }

    public string? FaultVendorCode { get; set; }

    /// <summary>Whether the hardware can be used.</summary>
    public bool IsUsable { get; set; } = true;

    /// <summary>Whether it may be used (ChangeAvailability); kept over a reset.</summary>
    public bool IsOperative { get; set; } = true;

    /// <summary>Whether it becomes unusable when its transaction ends.</summary>
    public bool IsInoperativeScheduled { get; set; }

    /// <summary>Set while a firmware update waits for or does its work.</summary>
    public bool IsBlocked { get; set; }

    public Authorization? Authorization { get; set; }

    /// <summary>The vehicle that is plugged, while the connector is out of use or nobody could be asked about it; null: none waits.</summary>
    public VehicleIdentified? Waiting { get; set; }

    /// <summary>A tag whose authorization was asked for and is not answered yet.</summary>
    public string? Asking { get; set; }

    public Transaction? Transaction { get; set; }

    /// <summary>After a transaction, or after a plug without authorization: the user has to unplug.</summary>
    public bool AwaitsUnplug { get; set; }

    public bool IsReserved { get; set; }

    /// <summary>The limit told to the hardware, A; null: none yet.</summary>
    public double? LimitA { get; set; }

    /// <summary>When the status last became what it is.</summary>
    public DateTimeOffset StatusSince { get; set; }

    public bool IsFaulted => Fault != ChargePointErrorCode.NoError;

    /// <summary>Whether a vehicle is there as far as anyone can tell.</summary>
    public bool HasVehicle => IsPlugged || !Traits.DetectsCable;

    /// <summary>Whether a new transaction could start.</summary>
    public bool IsFree => Transaction is null && IsOperative && IsUsable && !IsBlocked && !IsFaulted;

    /// <summary>The status that the facts amount to (OCPP 1.6, 4.9).</summary>
    public ChargePointStatus Status
    {
        get
        {
            if (IsFaulted) return ChargePointStatus.Faulted;
            if (Transaction is { } transaction)
            {
                if (transaction.IsDeauthorized || LimitA <= 0 || IsHeld) return ChargePointStatus.SuspendedEVSE;
                return Draws && HasVehicle ? ChargePointStatus.Charging : ChargePointStatus.SuspendedEV;
            }

            if (!IsOperative || !IsUsable || IsBlocked) return ChargePointStatus.Unavailable;
            if (AwaitsUnplug) return ChargePointStatus.Finishing;
            if (IsPlugged || Authorization is not null) return ChargePointStatus.Preparing;
            return IsReserved ? ChargePointStatus.Reserved : ChargePointStatus.Available;
        }
    }
}
