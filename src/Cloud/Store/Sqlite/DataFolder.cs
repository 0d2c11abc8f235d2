using System.Globalization;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>The folder of the databases, held by one process through a lock on the file <c>busbar.lock</c>; the system frees it when the process ends, however it ends.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "busbar.lock";

    /// <summary>Says who holds the lock; a file of its own because a locked file cannot be read everywhere.</summary>
    private const string HolderFile = "busbar.pid";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder when absent and takes it.</summary>
    /// <exception cref="StoreStartException">It cannot be made or written, or another process has it.</exception>
    public static DataFolder Take(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var holderPath = System.IO.Path.Combine(path, HolderFile);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(path, held);
        }
        catch (IOException e) when (held is null && IsHeld(e))
        {
            throw new StoreStartException(
                $"Data: the folder '{path}' is in use by another Busbar{HolderIn(holderPath)}; allowed is one process at a time. "
                + "Stop that one, or give this one a folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            held?.Dispose();
            throw new StoreStartException($"Data: the folder '{path}' cannot be written ({e.Message}); allowed is a folder that this user may write.", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.</summary>
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static string HolderIn(string path)
    {
        try
        {
            return $" (process {File.ReadAllText(path).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
