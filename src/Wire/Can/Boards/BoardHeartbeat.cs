namespace Busbar.Wire.Can.Boards;

/// <summary>
/// The controller lives: to all boards, every <see cref="Period"/>. A board that hears none for <see cref="Timeout"/> trips: gun
/// boards open their output as soon as it carries less than <see cref="ZeroCurrentA"/>, at the latest after
/// <see cref="GunOpensAfter"/>; contactor boards, which have no meter, open after <see cref="ContactorsOpenAfter"/>, when no gun can
/// draw current any more. Guns first, then the matrix: so a matrix contactor never breaks a charging current.
/// </summary>
/// <param name="Counter">One more each time, wraps at 255.</param>
/// <param name="Version">Version of the protocol, <see cref="CurrentVersion"/>.</param>
public readonly record struct BoardHeartbeat(byte Counter, byte Version)
{
    /// <summary>Version of the protocol that this code speaks.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>Current below which a contactor may open, A (allocation rule 3: less than 1 A).</summary>
    public const double ZeroCurrentA = 1;

    /// <summary>Number of the message.</summary>
    public const byte Message = 0x00;

    /// <summary>Time between two heartbeats (docs/boards.md): five in a time-out.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence after which a board trips (docs/boards.md).</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a gun board opens its output even under current (docs/boards.md).</summary>
    public static readonly TimeSpan GunOpensAfter = TimeSpan.FromSeconds(4);

    /// <summary>Silence after which a contactor board opens all (docs/boards.md): a second after the last gun.</summary>
    public static readonly TimeSpan ContactorsOpenAfter = TimeSpan.FromSeconds(5);

    /// <summary>The frame.</summary>
    public static CanFrame Frame(byte counter) => new BoardId(BoardKind.All, 0, Message).With([counter, CurrentVersion]);

    /// <summary>Reads a heartbeat; false for other frames and for another version. Never throws.</summary>
    public static bool TryRead(in CanFrame frame, out BoardHeartbeat heartbeat)
    {
        heartbeat = default;
        if (!BoardId.TryRead(frame, out var id) || id is not { Kind: BoardKind.All, Address: 0, Message: Message } || frame.Length < 2) return false;
        heartbeat = new BoardHeartbeat(frame[0], frame[1]);
        return heartbeat.Version == CurrentVersion;
    }
}
