using System.Xml.Linq;
using Busbar.Tests;

namespace Busbar.House.Tests.Architecture;

/// <summary>The drawn house (docs/architecture.md, section "Arrows") against the project files.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Drawn = ReadDrawing();

    public static TheoryData<string> Rooms => [.. Drawn.Keys];

    [Fact]
    public void The_drawing_names_every_project_in_src_and_no_other()
    {
        var built = Directory.GetFiles(Path.Combine(Repo.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetFileName(Path.GetDirectoryName(p)!)).Order(StringComparer.Ordinal);
        Assert.Equal(Drawn.Keys.Order(StringComparer.Ordinal), built);
    }

    [Theory, MemberData(nameof(Rooms))]
    public void A_project_refers_only_to_the_rooms_that_the_drawing_allows(string room)
    {
        var file = Directory.GetFiles(Path.Combine(Repo.Root, "src", room), "*.csproj").Single();
        var refers = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[^2]);
        Assert.All(refers, r => Assert.True(Drawn[room].Contains(r), $"src/{room} refers to src/{r}; the drawing allows: {string.Join(", ", Drawn[room])}."));
    }

    [Theory, InlineData("Wire"), InlineData("Core")]
    public void Below_street_level_the_compiler_bans_clocks_tasks_sockets_and_files(string room)
    {
        var project = XDocument.Load(Directory.GetFiles(Path.Combine(Repo.Root, "src", room), "*.csproj").Single());
        Assert.Contains(project.Descendants("AdditionalFiles"), a => a.Attribute("Include")!.Value.EndsWith("BannedSymbols.txt", StringComparison.Ordinal));
        Assert.DoesNotContain(project.Descendants("PackageReference"), _ => true);
        Assert.DoesNotContain(project.Descendants("FrameworkReference"), _ => true);
        var banned = File.ReadAllText(Path.Combine(Repo.Root, "src", "BannedSymbols.txt"));
        foreach (var symbol in (string[])["System.Net.Sockets", "System.Threading.Tasks", "System.IO.File", "System.TimeProvider", "DateTime.UtcNow"])
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_room_has_a_one_page_readme()
    {
        foreach (var room in Drawn.Keys)
        {
            var lines = File.ReadAllLines(Path.Combine(Repo.Root, "src", room, "README.md"));
            Assert.InRange(lines.Length, 5, 90);
        }
    }

    /// <summary>Reads lines such as "Links -> Wire, Core" from the fenced block under the heading "Arrows".</summary>
    private static Dictionary<string, string[]> ReadDrawing()
    {
        var lines = File.ReadAllLines(Path.Combine(Repo.Root, "docs", "architecture.md"))
            .SkipWhile(l => !l.StartsWith("## Arrows", StringComparison.Ordinal))
            .SkipWhile(l => !l.StartsWith("```", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => !l.StartsWith("```", StringComparison.Ordinal));
        return lines.Select(l => l.Split("->", StringSplitOptions.TrimEntries)).ToDictionary(
            p => p[0],
            p => p.Length > 1 ? p[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [],
            StringComparer.Ordinal);
    }
}
