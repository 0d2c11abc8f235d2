using System.Text.RegularExpressions;
using System.Xml.Linq;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>The Dockerfile as far as it can be judged without a builder: what it copies is there, what it starts is built, and nothing secret goes along.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repo.Root, "Dockerfile"));

    [Fact]
    public void Everything_that_it_copies_from_the_sources_is_there_and_not_ignored()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repo.Root, ".dockerignore"));
        var copied = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]).ToArray();
        Assert.NotEmpty(copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Repo.Root, path)), $"{path} is not there"));
        Assert.All(copied, path => Assert.DoesNotContain(path.TrimEnd('/'), ignored));
    }

    [Fact]
    public void Base_images_are_named_with_a_tag_and_fit_the_program()
    {
        var framework = XDocument.Load(Path.Combine(Repo.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value.Replace("net", "", StringComparison.Ordinal);
        var images = Lines.Select(line => From().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@":\d[\w.-]*$", image));
        Assert.All(images.Where(image => image.Contains("dotnet", StringComparison.Ordinal)), image => Assert.StartsWith($"{framework}", image[(image.LastIndexOf(':') + 1)..], StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_a_project_embeds_from_elsewhere_is_copied()
    {
        var copied = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]).ToArray();
        var outside = Directory.GetFiles(Path.Combine(Repo.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => XDocument.Load(project).Descendants().Where(e => e.Name.LocalName is "EmbeddedResource" or "None" or "Content" or "AdditionalFiles" or "Import")
                .Select(e => (string?)e.Attribute("Include") ?? (string?)e.Attribute("Project"))
                .Where(path => path?.StartsWith("../../", StringComparison.Ordinal) == true).Select(path => path![6..]))
            .ToArray();
        Assert.NotEmpty(outside);
        Assert.All(outside, path => Assert.Contains(copied, copy => path == copy || path.StartsWith(copy.TrimEnd('/') + "/", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_runs_as_nobody_in_particular_and_the_role_is_an_argument()
    {
        Assert.Equal(2, Lines.Count(line => line == "USER 1654:1654"));
        Assert.Contains("ENTRYPOINT [\"/app/busbar\"]", Lines);
        Assert.Contains("ENTRYPOINT [\"/app/busbar-site\"]", Lines);
    }

    [GeneratedRegex(@"^FROM (\S+)")]
    private static partial Regex From();
}
