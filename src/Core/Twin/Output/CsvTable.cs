namespace Busbar.Core.Twin.Output;

/// <summary>Comma-separated lines under a header that names the columns, in any order. Blank lines and those that begin with # are passed over. Pure.</summary>
internal static class CsvTable
{
    /// <summary>The fields of each line.</summary>
    /// <param name="lines">Header first.</param>
    /// <param name="names">Columns to read, whatever their case; others are left aside.</param>
    /// <param name="required">How many of them, from the first, the header must have.</param>
    /// <returns>The line's number, 1 for the first, and its fields as <paramref name="names"/> orders them; empty where the header or the line has none.</returns>
    /// <exception cref="FormatException">A column is missing, or there is no header.</exception>
    public static IEnumerable<(int Number, string[] Fields)> Rows(IEnumerable<string> lines, string[] names, int required)
    {
        int[]? at = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (at is not null)
            {
                yield return (number, Array.ConvertAll(at, place => place >= 0 && place < fields.Length ? fields[place] : ""));
                continue;
            }

            at = Array.ConvertAll(names, n => Array.FindIndex(fields, f => string.Equals(f, n, StringComparison.OrdinalIgnoreCase)));
            if (Array.IndexOf(at, -1, 0, required) is >= 0 and var missing)
                throw new FormatException($"Line {number}: the header is \"{line}\"; it needs the column {names[missing]}.");
        }

        if (at is null) throw new FormatException($"The file is empty; it begins with a header that has {string.Join(", ", names[..required])}.");
    }
}
