using System.Globalization;

namespace Busbar.Bench.Cluster;

/// <summary>CPU time since the start, and memory that is a process's own, of a process and all its children.</summary>
internal readonly record struct Spent(double CpuS, long Bytes)
{
    public static Spent operator +(Spent a, Spent b) => new(a.CpuS + b.CpuS, a.Bytes + b.Bytes);

    public static Spent operator -(Spent a, Spent b) => new(a.CpuS - b.CpuS, a.Bytes - b.Bytes);
}

/// <summary>Reads /proc.</summary>
internal static class ProcessTree
{
    /// <summary>Clock ticks a second of /proc on Linux (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    public static Spent Read(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => TryStat(name!)).OfType<Stat>().ToArray();
        var byParent = all.ToLookup(stat => stat.Parent);
        var sum = default(Spent);
        var left = new Queue<Stat>(all.Where(stat => stat.Id == root));
        while (left.TryDequeue(out var stat))
        {
            sum += new Spent(stat.CpuS, OwnBytes(stat.Id));
            foreach (var child in byParent[stat.Id]) left.Enqueue(child);
        }

        return sum;
    }

    /// <summary>Resident memory without what is shared with others, such as PostgreSQL's buffers and the code of .NET.</summary>
    private static long OwnBytes(int id)
    {
        try
        {
            var lines = File.ReadLines($"/proc/{id}/status").ToArray();
            return Kilobytes(lines, "RssAnon:") * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Kilobytes(string[] lines, string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        : 0;

    private static Stat? TryStat(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');

            // Own time and that of children that have ended (proc(5)).
            var ticks = Enumerable.Range(11, 4).Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture));
            return new Stat(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), ticks / TicksPerSecond);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private sealed record Stat(int Id, int Parent, double CpuS);
}
