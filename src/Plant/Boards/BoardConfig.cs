using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Boards;

/// <summary>One I/O board of a bus.</summary>
/// <param name="Id">Its name: the gun's for a gun board.</param>
/// <param name="Kind">Contactor board or gun board.</param>
/// <param name="Address">1 to 254; each kind numbers its own.</param>
/// <param name="Contactors">Contactors of a contactor board, 1 to 32; ignored on a gun board.</param>
public sealed record BoardConfig(string Id, BoardKind Kind, byte Address, int Contactors = 32);

/// <summary>What a bus of boards has counted since it was opened.</summary>
/// <param name="Malformed">Frames of boards that could not be read; they changed nothing.</param>
/// <param name="Foreign">Frames in the protocol's range of boards that nobody configured.</param>
/// <param name="Unsent">Frames that the bus did not take; commands are repeated.</param>
/// <param name="Losses">Times that a board was lost.</param>
/// <param name="LastFault">The last frame that could not be read; null: none.</param>
public readonly record struct BoardBusStatistics(long Malformed, long Foreign, long Unsent, long Losses, string? LastFault);
