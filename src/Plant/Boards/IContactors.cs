namespace Busbar.Plant.Boards;

/// <summary>One contactor, as its board tells.</summary>
/// <param name="Commanded">Whether it is to be closed; null while the board has not been heard since the start, or has restarted and not been heard whole.</param>
/// <param name="Closed">What the auxiliary contact says; null while the board is not heard: then it may stand either way.</param>
/// <param name="IsFaulty">Coil and auxiliary contact have disagreed for longer than a contactor takes to move.</param>
/// <param name="Cycles">Closings in its life; null until the board has told.</param>
public readonly record struct ContactorView(bool? Commanded, bool? Closed, bool IsFaulty, long? Cycles)
{
    /// <summary>It was told to open, or the board keeps it open, and it is closed.</summary>
    public bool IsWelded => IsFaulty && Closed == true;

    /// <summary>It was told to close and is open.</summary>
    public bool IsStuckOpen => IsFaulty && Closed == false;
}

/// <summary>Something that happened to contactors. Raised on the loop of the bus: take it and return.</summary>
public abstract record ContactorEvent;

/// <summary>A contactor stands otherwise than before, its fault has come or gone, or its board was lost (then <see cref="ContactorView.Closed"/> is null).</summary>
/// <param name="Contactor">Its number.</param>
/// <param name="View">How it stands now.</param>
public sealed record ContactorChanged(int Contactor, ContactorView View) : ContactorEvent;

/// <summary>A board is not heard any more; its contactors are unknown. It opens them by itself if it does not hear us either.</summary>
/// <param name="Board">The board.</param>
public sealed record ContactorBoardLost(string Board) : ContactorEvent;

/// <summary>A board is heard: for the first time, again, or it has forgotten what it was told.</summary>
/// <param name="Board">The board.</param>
/// <param name="HasForgotten">It has started anew or opened by itself (docs/boards.md, epoch): what it was told before closes nothing any more and is forgotten here too.</param>
public sealed record ContactorBoardReturned(string Board, bool HasForgotten) : ContactorEvent;

/// <summary>The emergency stop at a board's input has changed.</summary>
/// <param name="Board">The board.</param>
/// <param name="IsActive">Whether it is pressed.</param>
public sealed record ContactorBoardEmergencyStop(string Board, bool IsActive) : ContactorEvent;

/// <summary>
/// Contactors by number. They do what they are told and nothing else: no contactor is closed or opened that nobody named, and after a
/// board was lost, tripped or restarted nothing closes until it is told again. Thread safe; the view is the last that was heard.
/// </summary>
public interface IContactors
{
    /// <summary>How many there are; numbers go from 0.</summary>
    int Count { get; }

    /// <summary>How one stands.</summary>
    ContactorView this[int contactor] { get; }

    /// <summary>
    /// Has one closed. False, and nothing is sent or remembered, while its board is not heard, has tripped or reports an emergency stop.
    /// True says that the command was sent; that the contactor has closed, <see cref="ContactorView.Closed"/> says.
    /// </summary>
    bool Close(int contactor);

    /// <summary>Has one opened; always taken, and repeated until the board has it.</summary>
    void Open(int contactor);

    /// <summary>What happens.</summary>
    event Action<ContactorEvent>? Changed;
}
