using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.House.Tests.Sites;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>The units of deploy/systemd, judged by systemd where it is installed, and against the programs that they start.</summary>
public sealed partial class SystemdTests
{
    private static readonly string Folder = Path.Combine(Repo.Root, "deploy", "systemd");

    /// <summary>What a site controller may take to wind its guns down (src/Site/Commands/CommandLine.cs, EndDeadline).</summary>
    private const string SiteStop = "TimeoutStopSec=15";

    [Theory]
    [InlineData("busbar-hub@.service", "busbar-hub@gateway.service")]
    [InlineData("busbar-site.service", "busbar-site.service")]
    public async Task Systemd_takes_the_unit(string file, string instance)
    {
        var systemd = Tool.Find("systemd-analyze");
        using var folder = new TempFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        foreach (var program in Programs(text)) File.CreateSymbolicLink(Path.Combine(folder.Path, Path.GetFileName(program)), "/bin/true");
        var unit = Path.Combine(folder.Path, instance);
        await File.WriteAllTextAsync(unit, text.Replace("/opt/busbar/", $"{folder.Path}/", StringComparison.Ordinal));
        var output = await Tool.RunAsync(systemd, ["verify", unit], folder.Path);
        Assert.DoesNotContain(instance, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busbar-hub@.service")]
    [InlineData("busbar-site.service")]
    public async Task What_it_starts_exists_with_these_flags(string file)
    {
        foreach (Match start in Start().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, file))))
        {
            var isSite = start.Groups[1].Value == "busbar-site";
            var program = isSite ? SiteProgram.Executable : HubProcess.Executable;
            var words = start.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var help = await Tool.RunAsync(program, [words[0], "--help"], Repo.Root);
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), flag => Assert.Contains(flag, help, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_site_has_the_time_that_winding_down_takes() =>
        Assert.Contains(SiteStop, await File.ReadAllTextAsync(Path.Combine(Folder, "busbar-site.service")), StringComparison.Ordinal);

    private static IEnumerable<string> Programs(string text) => Start().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"^ExecStart(?:Pre)?=/opt/busbar/(\S+) (.*)$", RegexOptions.Multiline)]
    private static partial Regex Start();
}
