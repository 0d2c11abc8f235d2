using Microsoft.Data.Sqlite;

namespace Busbar.Cloud.Tests.Store;

/// <summary>Another program at the same SQLite file, such as a backup or somebody with a shell.</summary>
internal static class OtherProgram
{
    /// <summary>Opens the file past the store.</summary>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs statements; gives the rows that they changed.</summary>
    public static int Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
