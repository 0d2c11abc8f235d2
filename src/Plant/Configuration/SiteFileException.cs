namespace Busbar.Plant.Configuration;

/// <summary>A <c>site.json</c> that cannot be used; the text names the file, the line, the key, its value and what is allowed.</summary>
public sealed class SiteFileException : Exception
{
    internal SiteFileException(string file, int? line, string what, Exception? inner = null)
        : base($"{file}{(line is null ? "" : $", line {line}")}: {what}", inner) => Line = line;

    /// <summary>The line, from 1; null when the file could not be read at all.</summary>
    public int? Line { get; }
}
