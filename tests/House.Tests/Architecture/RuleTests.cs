using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Architecture;

/// <summary>Rules of the house that a reader of the source can check.</summary>
public sealed partial class RuleTests
{
    private static IEnumerable<string> Sources => Directory.EnumerateFiles(Path.Combine(Repo.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.EndsWith(".g.cs", StringComparison.Ordinal));

    [Fact]
    public void No_file_passes_600_lines()
    {
        var tooLong = Sources.Where(f => File.ReadLines(f).Count() > 600).Select(f => Path.GetRelativePath(Repo.Root, f));
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Time_comes_from_a_TimeProvider_and_nothing_blocks()
    {
        var found = Sources.SelectMany(f => File.ReadLines(f).Select((text, i) => (f, i, text)))
            .Where(l => Clocks().IsMatch(l.text))
            .Select(l => $"{Path.GetRelativePath(Repo.Root, l.f)}:{l.i + 1}: {l.text.Trim()}");
        Assert.Empty(found);
    }

    [Fact]
    public void A_namespace_is_the_folder_it_lives_in()
    {
        var wrong = Sources.Where(f => Path.GetFileName(f) != "Program.cs")
            .Select(f => (f, text: NamespaceLine().Match(File.ReadAllText(f))))
            .Where(x => x.text.Success)
            .Select(x => (x.f, ns: x.text.Groups[1].Value, room: Path.GetRelativePath(Path.Combine(Repo.Root, "src"), x.f).Split('/')[0]))
            .Where(x => !(x.ns + ".").StartsWith($"Busbar.{x.room}.", StringComparison.Ordinal))
            .Select(x => $"{Path.GetRelativePath(Repo.Root, x.f)}: {x.ns}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Wire_and_Core_do_not_know_each_other()
    {
        var wrong = Sources.Where(f => f.Contains("/src/Wire/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("Busbar.Core", StringComparison.Ordinal)
            || f.Contains("/src/Core/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("Busbar.Wire", StringComparison.Ordinal));
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"DateTime(Offset)?\.(UtcNow|Now)\b|Thread\.Sleep|\.Result\b(?!\s*[=({])|\.Wait\(\)")]
    private static partial Regex Clocks();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
