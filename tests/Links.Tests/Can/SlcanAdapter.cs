using System.Text;
using Busbar.Links.Can.Devices;

namespace Busbar.Links.Tests.Can;

/// <summary>A LAWICEL adapter behind a pseudo-terminal, written from the CAN232 manual. Adapters of one list share the wires of a bus.</summary>
internal sealed class SlcanAdapter : IUnixReader, IAsyncDisposable
{
    private readonly Pty _pty = Pty.Open();
    private readonly List<SlcanAdapter> _wires;
    private readonly StringBuilder _line = new();
    private readonly List<string> _heard = [];

    public SlcanAdapter(List<SlcanAdapter> wires)
    {
        _wires = wires;
        lock (wires) wires.Add(this);
        _pty.Near.StartReading(this);
    }

    public string Path => _pty.Path;

    public bool IsOpen { get; private set; }

    /// <summary>It answers nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>It refuses commands that begin so.</summary>
    public string Refuses { get; set; } = "";

    /// <summary>It answers frames with z and Z, as with auto poll.</summary>
    public bool SaysZ { get; set; }

    /// <summary>What it tells when asked for its flags; null: it does not know that command.</summary>
    public string? Flags { get; set; } = "F00";

    /// <summary>Its commands since the start.</summary>
    public string[] Heard
    {
        get
        {
            lock (_heard) return [.. _heard];
        }
    }

    /// <summary>Says something to the controller.</summary>
    public void Say(string text) => _pty.Near.Write(Encoding.Latin1.GetBytes(text), out _);

    public void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value != '\r')
            {
                _line.Append((char)value);
                continue;
            }

            var command = _line.ToString();
            _line.Clear();
            lock (_heard) _heard.Add(command);
            var answer = Obey(command);
            if (!IsSilent) Say(answer);
        }
    }

    public bool MayGoOn(int error) => false;

    public void Ended(string why) => IsOpen = false;

    public async ValueTask DisposeAsync()
    {
        lock (_wires) _wires.Remove(this);
        await _pty.DisposeAsync();
    }

    private string Obey(string command)
    {
        if (command.Length > 0 && Refuses.Contains(command[0], StringComparison.Ordinal)) return "\a";
        switch (command)
        {
            case "":
                return "\r";
            case "C":
                var wasOpen = IsOpen;
                IsOpen = false;
                return wasOpen ? "\r" : "\a";
            case "O":
                IsOpen = true;
                return "\r";
            case "F":
                return Flags is null ? "\a" : Flags + "\r";
            case ['S', >= '0' and <= '8']:
                return IsOpen ? "\a" : "\r";
            case ['t' or 'T' or 'r' or 'R', ..] when IsOpen:
                lock (_wires)
                    foreach (var other in _wires)
                        if (other != this && other.IsOpen) other.Say(command + "\r");
                return SaysZ ? char.IsAsciiLetterUpper(command[0]) ? "Z\r" : "z\r" : "\r";
            default:
                return "\a";
        }
    }
}
