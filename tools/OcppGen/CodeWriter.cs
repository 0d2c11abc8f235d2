using System.Text;

namespace Busbar.Tools.OcppGen;

/// <summary>Text with indentation, lines ended by LF on every system.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _indent).Append(line);
        _text.Append('\n');
        return this;
    }

    public CodeWriter Open(string? line = null)
    {
        if (line is not null) Line(line);
        Line("{");
        _indent++;
        return this;
    }

    public CodeWriter Close(string after = "")
    {
        _indent--;
        return Line("}" + after);
    }

    public CodeWriter Indented(string line)
    {
        _indent++;
        Line(line);
        _indent--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
