using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Busbar.Links.Sqlite;

/// <summary>
/// A prepared statement driven below ADO.NET, for the few that run for every sample and exchange: ADO.NET looks up each parameter by
/// name, boxes its value and makes a reader for each run. See the store's README for what that costs. Not thread safe.
/// </summary>
public sealed class RawStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[1024];

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">An open connection; it must outlive the statement.</param>
    /// <param name="sql">One statement with parameters as <c>?</c>.</param>
    /// <exception cref="SqliteException">The text is wrong, or the database cannot be used.</exception>
    public RawStatement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle!;
        Check(sqlite3_prepare_v2(_db, sql, out _statement));
    }

    /// <summary>Binds a number. Parameters count from 1 and keep their values from run to run.</summary>
    public void Bind(int index, long value) => sqlite3_bind_int64(_statement, index, value);

    /// <summary>Binds a number; null is NULL.</summary>
    public void Bind(int index, long? value)
    {
        if (value is { } number) sqlite3_bind_int64(_statement, index, number);
        else sqlite3_bind_null(_statement, index);
    }

    /// <summary>Binds a number.</summary>
    public void Bind(int index, double value) => sqlite3_bind_double(_statement, index, value);

    /// <summary>Binds a number; null is NULL.</summary>
    public void Bind(int index, double? value)
    {
        if (value is { } number) sqlite3_bind_double(_statement, index, number);
        else sqlite3_bind_null(_statement, index);
    }

    /// <summary>Binds text; null is NULL.</summary>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            sqlite3_bind_null(_statement, index);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most) _text = new byte[most];
        Check(value.Length == 0
            ? sqlite3_bind_text(_statement, index, "")
            : sqlite3_bind_text(_statement, index, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    /// <summary>Binds bytes; none is an empty blob, not NULL.</summary>
    public void Bind(int index, ReadOnlySpan<byte> value) =>
        Check(value.IsEmpty ? sqlite3_bind_zeroblob(_statement, index, 0) : sqlite3_bind_blob(_statement, index, value));

    /// <summary>Goes to the next row; false after the last, and then the statement may be bound and run again.</summary>
    /// <exception cref="SqliteException">The database or its data refused.</exception>
    public bool Next()
    {
        var code = sqlite3_step(_statement);
        if (code == SQLITE_ROW) return true;
        Finish(code);
        return false;
    }

    /// <summary>A number of the current row; 0 for NULL.</summary>
    public long Integer(int column) => sqlite3_column_int64(_statement, column);

    /// <summary>A number of the current row, or null.</summary>
    public long? MaybeInteger(int column) => IsNull(column) ? null : sqlite3_column_int64(_statement, column);

    /// <summary>Text of the current row, or null.</summary>
    public string? Text(int column) => IsNull(column) ? null : sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Bytes of the current row, the caller's to keep; empty for NULL.</summary>
    public byte[] Blob(int column) => sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Runs a statement that changes rows.</summary>
    /// <exception cref="SqliteException">The database or its data refused.</exception>
    public void Run() => Finish(sqlite3_step(_statement));

    /// <summary>Runs a query for one number; null when it has no row.</summary>
    public double? Number()
    {
        var code = sqlite3_step(_statement);
        var number = code == SQLITE_ROW ? sqlite3_column_double(_statement, 0) : 0;
        Finish(code);
        return code == SQLITE_ROW ? number : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    private void Finish(int code)
    {
        sqlite3_reset(_statement);
        if (code is not (SQLITE_DONE or SQLITE_ROW)) Throw(code);
    }

    private void Check(int code)
    {
        if (code != SQLITE_OK) Throw(code);
    }

    private void Throw(int code) =>
        throw new SqliteException($"SQLite Error {code & 0xFF}: '{sqlite3_errmsg(_db).utf8_to_string()}'.", code & 0xFF, sqlite3_extended_errcode(_db));
}
