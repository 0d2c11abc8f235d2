using System.Globalization;

namespace Busbar.Links.Sqlite;

/// <summary>A folder of databases held by one process through a lock on a file; the system frees it when the process ends, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _lock;

    private FolderLock(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Makes the folder when absent and takes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What is held: <c>{name}.lock</c> is the lock; <c>{name}.pid</c> says who holds it, a file of its own because a
    /// locked file cannot be read everywhere.</param>
    /// <exception cref="FolderLockException">It cannot be made or written, or another process has it; the text names the folder and what to do.</exception>
    public static FolderLock Take(string folder, string name)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var holderPath = System.IO.Path.Combine(path, name + ".pid");
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(System.IO.Path.Combine(path, name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new FolderLock(path, held);
        }
        catch (IOException e) when (held is null && IsHeld(e))
        {
            throw new FolderLockException(
                $"the folder '{path}' is in use by another Busbar{HolderIn(holderPath)}; allowed is one process at a time. "
                + "Stop that one, or give this one a folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            held?.Dispose();
            throw new FolderLockException($"the folder '{path}' cannot be written ({e.Message}); allowed is a folder that this user may write.", e);
        }
    }

    /// <inheritdoc/>
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

/// <summary>A folder cannot be had; the text begins in lower case, to follow the name of the setting.</summary>
public sealed class FolderLockException(string message, Exception inner) : Exception(message, inner);
