using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Busbar.House.Tests.Running;
using Busbar.Hub.Settings;
using Busbar.Tests;
using Microsoft.Extensions.Configuration;

namespace Busbar.House.Tests.Deploy;

/// <summary>The manifests of deploy/kubernetes against the settings, ports and paths of the code, and built by kustomize where kubectl is installed.</summary>
public sealed partial class KubernetesTests
{
    private static readonly string Folder = Path.Combine(Repo.Root, "deploy", "kubernetes");
    private static readonly string[] Paths = ["/health/live", "/health/ready", "/metrics"];
    private static readonly string[] Roles = ["gateway", "cms", "api", "broker"];

    /// <summary>Ports that a container listens on, by the setting that has their number.</summary>
    private static readonly Dictionary<string, string> PortSettings = new(StringComparer.Ordinal) { ["http"] = "Http:Port", ["ocpp"] = "Ocpp:Port", ["mqtt"] = "Mqtt:Port" };

    private static IEnumerable<(string Name, string Text)> Manifests =>
        Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(file => (Path.GetRelativePath(Folder, file), File.ReadAllText(file)));

    private static IConfigurationRoot Defaults => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(SettingsSource.DefaultsText))).Build();

    [Theory, InlineData("base"), InlineData("overlays/example")]
    public async Task Kustomize_builds_it_with_a_tag_for_every_image(string part)
    {
        var built = await Tool.RunAsync(Tool.Find("kubectl"), ["kustomize", Path.Combine(Folder, part)], Repo.Root);
        var images = Image().Matches(built).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(@"^[\w./-]+:\d+\.\d+\.\d+$", image));
        Assert.DoesNotContain("kind: Secret\n", built, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_is_a_setting_that_there_is()
    {
        var known = Variables().ToArray();
        Assert.True(known.Length > 10, $"Only {known.Length} variables were found.");
        Assert.All(known, variable =>
        {
            using var folder = new TempFolder();
            var value = variable.Value ?? Defaults[variable.Key] ?? "";
            SettingsSource.Read(WriteSettings(folder), [new(variable.Key, value)]);
        });
    }

    [Fact]
    public void Ports_paths_roles_and_images_are_those_of_the_program()
    {
        var version = XDocument.Load(Path.Combine(Repo.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        foreach (var (name, text) in Manifests)
        {
            Assert.All(Port().Matches(text), match => Assert.Equal($"{name}: {Defaults[PortSettings[match.Groups[1].Value]]}", $"{name}: {match.Groups[2].Value}"));
            Assert.All(ProbePath().Matches(text), match => Assert.Contains(match.Groups[1].Value, Paths));
            Assert.All(ProbePort().Matches(text), match => Assert.Contains(match.Groups[1].Value, PortSettings.Keys));
            Assert.All(Role().Matches(text), match => Assert.All(match.Groups[1].Value.Split(','), role => Assert.Contains(role, Roles)));
            Assert.All(Image().Matches(text), match => Assert.Equal($"busbar:{version}", match.Groups[1].Value));
        }
    }

    [Fact]
    public void A_gateway_has_the_time_that_its_drain_takes()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "base", "gateway.yaml"));
        var wait = Number(text, @"sleep:\s+seconds: (\d+)");
        var grace = Number(text, @"terminationGracePeriodSeconds: (\d+)");
        var drain = Span(text, "DrainSpread") + Span(text, "DrainTimeout");
        Assert.True(grace >= wait + drain.TotalSeconds + 30, $"{grace} s are less than {wait} s before SIGTERM, {drain} of drain and the 30 s that the program gives itself then.");

        static TimeSpan Span(string text, string key) =>
            TimeSpan.Parse(Regex.Match(text, $@"BUSBAR__Ocpp__{key}\s+value: ""([\d:]+)""").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void An_API_process_has_the_time_that_its_drain_takes()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "base", "api.yaml"));
        var wait = Number(text, @"sleep:\s+seconds: (\d+)");
        var grace = Number(text, @"terminationGracePeriodSeconds: (\d+)");
        var delay = TimeSpan.Parse(Regex.Match(text, @"BUSBAR__Http__DrainDelay\s+value: ""([\d:]+)""").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(grace >= wait + delay.TotalSeconds + 2 + 30, $"{grace} s are less than {wait} s before SIGTERM, {delay} after it, 2 s for viewers and 30 s for requests.");
    }

    [Fact]
    public void Every_pod_runs_without_rights_on_a_file_system_that_it_cannot_write()
    {
        foreach (var (name, text) in Manifests.Where(manifest => manifest.Text.Contains("containers:", StringComparison.Ordinal)))
            foreach (var line in (string[])["runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [\"ALL\"]", "type: RuntimeDefault", "automountServiceAccountToken: false"])
                Assert.True(text.Contains(line, StringComparison.Ordinal), $"{name} has no {line}");
    }

    [Fact]
    public void No_secret_is_in_a_manifest() =>
        Assert.All(Manifests, manifest => Assert.DoesNotMatch(@"(?i)kind: Secret|stringData|password[=:]\s*\S", manifest.Text));

    private static int Number(string text, string pattern) => int.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>An empty file, so that settings of the folder that the tests run in do not matter.</summary>
    private static string WriteSettings(TempFolder folder)
    {
        var file = Path.Combine(folder.Path, "busbar.json");
        File.WriteAllText(file, "{}");
        return file;
    }

    /// <summary>Settings with their values; null for those from a secret.</summary>
    private static IEnumerable<(string Key, string? Value)> Variables()
    {
        foreach (var (_, text) in Manifests)
        {
            foreach (Match match in Literal().Matches(text)) yield return (Key(match), match.Groups[2].Value);
            foreach (Match match in Variable().Matches(text)) yield return (Key(match), match.Groups[2].Success ? match.Groups[2].Value : null);
        }

        static string Key(Match match) => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s+- BUSBAR__(\w+)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"- name: BUSBAR__(\w+)\s+value(?:From:|: ""(.*)"")")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\s+image: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@"- name: (\w+)\s+containerPort: (\d+)")]
    private static partial Regex Port();

    [GeneratedRegex(@"(?:httpGet:\s+path|prometheus\.io/path): (\S+)")]
    private static partial Regex ProbePath();

    [GeneratedRegex(@"(?:httpGet:\s+path: \S+\s+port|targetPort): (\w+)")]
    private static partial Regex ProbePort();

    [GeneratedRegex(@"""--roles"", ""([^""]+)""")]
    private static partial Regex Role();
}
