using System.Globalization;

namespace Busbar.Lab.Commands;

/// <summary>Lines for the people at the terminal, each with its time, whole even when several parts speak at once.</summary>
internal sealed class LabOutput(TextWriter writer, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>A line with the time before it.</summary>
    public void Say(string line) => Write(string.Create(CultureInfo.InvariantCulture, $"{time.GetLocalNow():HH:mm:ss.f} {line}"));

    /// <summary>A line as it is.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    /// <summary>A voice whose lines begin with a name.</summary>
    public Action<string> From(string name) => line => Say($"{name}: {line}");
}
