using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Boards;

/// <summary>What the I/O boards log. Event ids 6100 to 6149.</summary>
internal static partial class BoardLog
{
    [LoggerMessage(6100, LogLevel.Warning, "Board {Board} on {Bus} is not heard any more")]
    public static partial void BoardLost(this ILogger logger, string board, string bus);

    [LoggerMessage(6101, LogLevel.Information, "Board {Board} on {Bus} is heard; it has {Past}")]
    public static partial void BoardReturned(this ILogger logger, string board, string bus, string past);

    [LoggerMessage(6102, LogLevel.Warning, "A frame on {Bus} cannot be read: {Frame}: {Fault}; so far {Count}")]
    public static partial void BoardFrameMalformed(this ILogger logger, string bus, string frame, string fault, long count);

    [LoggerMessage(6103, LogLevel.Error, "A listener of board {Board} has failed")]
    public static partial void BoardListenerFailed(this ILogger logger, Exception exception, string board);

    [LoggerMessage(6104, LogLevel.Warning, "A board that nobody configured speaks on {Bus}: {Frame}")]
    public static partial void BoardForeign(this ILogger logger, string bus, string frame);
}
