using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>
/// A prepared statement driven below ADO.NET, for the few that run for every sample and exchange: ADO.NET looks up each parameter by
/// name, boxes its value and makes a reader for each run. See the store's README for what that costs. Not thread safe.
/// </summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[1024];

    public RawStatement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle!;
        Check(sqlite3_prepare_v2(_db, sql, out _statement));
    }

    public void Bind(int index, long value) => sqlite3_bind_int64(_statement, index, value);

    public void Bind(int index, long? value)
    {
        if (value is { } number) sqlite3_bind_int64(_statement, index, number);
        else sqlite3_bind_null(_statement, index);
    }

    public void Bind(int index, double value) => sqlite3_bind_double(_statement, index, value);

    public void Bind(int index, double? value)
    {
        if (value is { } number) sqlite3_bind_double(_statement, index, number);
        else sqlite3_bind_null(_statement, index);
    }

    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            sqlite3_bind_null(_statement, index);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < most) _text = new byte[most];
        Check(sqlite3_bind_text(_statement, index, _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text))));
    }

    /// <summary>Runs a statement that changes rows.</summary>
    public void Run() => Finish(sqlite3_step(_statement));

    /// <summary>Runs a query for one number; null when it has no row.</summary>
    public double? Number()
    {
        var code = sqlite3_step(_statement);
        var number = code == SQLITE_ROW ? sqlite3_column_double(_statement, 0) : 0;
        Finish(code);
        return code == SQLITE_ROW ? number : null;
    }

    public void Dispose() => _statement.Dispose();

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
