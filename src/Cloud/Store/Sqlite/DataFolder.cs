using Busbar.Links.Sqlite;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>The folder of the databases, held by one process through <c>busbar.lock</c>.</summary>
internal static class DataFolder
{
    /// <summary>Makes the folder when absent and takes it.</summary>
    /// <exception cref="StoreStartException">It cannot be made or written, or another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            return FolderLock.Take(folder, "busbar");
        }
        catch (FolderLockException e)
        {
            throw new StoreStartException($"Data: {e.Message}", e);
        }
    }
}
