namespace Busbar.Hub.Commands;

/// <summary>A bar on standard error for what takes a while; nothing where that is a file.</summary>
internal sealed class TwinProgress : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private TimeSpan _shown;

    /// <summary>Shows a share, 0 to 1, and words.</summary>
    public void Show(double share, string words)
    {
        if (Console.IsErrorRedirected || TimeProvider.System.GetElapsedTime(_started) - _shown < Every) return;
        _shown = TimeProvider.System.GetElapsedTime(_started);
        var filled = (int)(30 * Math.Clamp(share, 0, 1));
        Console.Error.Write($"\r[{new string('#', filled)}{new string('.', 30 - filled)}] {words} ");
    }

    public void Dispose()
    {
        if (_shown > TimeSpan.Zero) Console.Error.WriteLine();
    }
}
