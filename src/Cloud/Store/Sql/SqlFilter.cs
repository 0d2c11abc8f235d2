using System.Text;

namespace Busbar.Cloud.Store.Sql;

/// <summary>Builds a query from the conditions that are asked for, so that the database can use an index for each.</summary>
internal sealed class SqlFilter(string select)
{
    private readonly StringBuilder _sql = new(select);
    private readonly List<SqlArg> _args = [];
    private bool _any;

    /// <summary>Adds a condition unless <paramref name="value"/> is null.</summary>
    public SqlFilter Where(string condition, string name, object? value)
    {
        if (value is null) return this;
        _args.Add((name, value));
        return Where(condition);
    }

    /// <summary>Adds a condition that a column has one of some values, unless <paramref name="values"/> is null. Lists of one length share a statement.</summary>
    public SqlFilter WhereIn(string column, string name, IReadOnlyList<string>? values)
    {
        if (values is null) return this;
        for (var i = 0; i < values.Count; i++) _args.Add(($"{name}{i}", values[i]));
        return Where($"{column} IN ({string.Join(',', values.Select((_, i) => $"{name}{i}"))})");
    }

    /// <summary>Adds a condition without a value.</summary>
    public SqlFilter Where(string condition)
    {
        _sql.Append(_any ? " AND " : " WHERE ").Append(condition);
        _any = true;
        return this;
    }

    /// <summary>Adds what follows the conditions.</summary>
    public SqlFilter Then(string clause, string name, object value)
    {
        _sql.Append(' ').Append(clause);
        _args.Add((name, value));
        return this;
    }

    /// <summary>Runs the query.</summary>
    public List<T> Read<T>(DbSession session, Func<System.Data.Common.DbDataReader, T> read) =>
        session.All(_sql.ToString(), read, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_args));

    /// <summary>A pattern that finds <paramref name="text"/> anywhere; use with <c>ESCAPE '\'</c>.</summary>
    public static string? Containing(string? text) =>
        string.IsNullOrEmpty(text)
            ? null
            : "%" + text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
                .Replace("_", @"\_", StringComparison.Ordinal) + "%";
}
