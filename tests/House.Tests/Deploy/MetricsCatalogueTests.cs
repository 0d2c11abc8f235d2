using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>docs/metrics.md against the source of every room and against a running hub, both ways.</summary>
public sealed partial class MetricsCatalogueTests
{
    private static readonly string[] OfTheFormat = ["le", "overflow"];

    [Fact]
    public void No_metric_stands_twice_in_a_section()
    {
        Assert.True(MetricsCatalogue.Rows.Count > 80, $"Only {MetricsCatalogue.Rows.Count} rows were read.");
        Assert.Empty(MetricsCatalogue.Rows.GroupBy(row => (row.Section, row.Name)).Where(group => group.Count() > 1).Select(group => group.Key.Name));
    }

    [Fact]
    public void Every_instrument_of_the_source_is_in_the_catalogue_and_every_row_has_its_instrument()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repo.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        var instruments = sources.SelectMany(text => Instrument().Matches(text).Select(m => m.Groups[1].Value.Replace('.', '_'))).ToHashSet(StringComparer.Ordinal);
        var written = sources.SelectMany(text => Written().Matches(text).Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.True(instruments.Count > 50, $"Only {instruments.Count} instruments were found.");

        var names = MetricsCatalogue.Rows.Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(instruments.Where(instrument => !names.Any(name => IsOf(name, instrument))).Select(instrument => $"{instrument} is not in docs/metrics.md"));
        Assert.Empty(written.Except(names).Select(name => $"{name} is not in docs/metrics.md"));
        Assert.Empty(names.Where(name => !written.Contains(name) && !instruments.Any(instrument => IsOf(name, instrument))).Select(name => $"{name} of docs/metrics.md is made nowhere"));
    }

    [Fact]
    public async Task A_running_hub_serves_what_the_catalogue_says()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--speed", "20");
        await Until.TrueAsync(async () => (await hub.GetAsync("/api/v1/chargers")).EnumerateArray().Any(c => c.GetProperty("connected").GetBoolean()), "stations are connected");
        var lines = (await hub.Client.GetStringAsync("/metrics")).Split('\n');

        var rows = MetricsCatalogue.Rows.Where(row => row.Section is not (MetricsCatalogue.OfSites or MetricsCatalogue.OfTheBus)).ToDictionary(row => row.Name, StringComparer.Ordinal);
        var served = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToDictionary(parts => parts[2], parts => parts[3], StringComparer.Ordinal);
        Assert.Empty(served.Keys.Except(rows.Keys));
        Assert.Empty(rows.Keys.Except(served.Keys));
        Assert.All(rows.Values, row => Assert.Equal($"{row.Name} {row.Type}", $"{row.Name} {served[row.Name]}"));

        var meanings = lines.Where(line => line.StartsWith("# HELP ", StringComparison.Ordinal)).Select(line => line[7..].Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        Assert.All(rows.Values, row => Assert.Equal($"{row.Name}: {row.Meaning}", $"{row.Name}: {meanings[row.Name]}"));

        foreach (var sample in lines.Select(line => Sample().Match(line)).Where(match => match.Success))
        {
            var row = rows.Values.Single(row => sample.Groups[1].Value is var name && (name == row.Name || (row.Type == "histogram" && name.StartsWith($"{row.Name}_", StringComparison.Ordinal))));
            var labels = LabelName().Matches(sample.Groups[2].Value).Select(match => match.Groups[1].Value);
            Assert.Empty(labels.Except(row.Labels).Except(OfTheFormat).Select(label => $"{row.Name} has the label {label}"));
        }
    }

    private static bool IsOf(string name, string instrument) => name.StartsWith(instrument, StringComparison.Ordinal) && Suffix().IsMatch(name[instrument.Length..]);

    [GeneratedRegex(@"(?:Create\w+(?:<\w+>)?|Sum)\(\s*""(busbar\.[\w.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"(?:Single|Head|Family|Guns|Modules|Contactors)\(""((?:busbar|process|dotnet)_\w+)""")]
    private static partial Regex Written();

    [GeneratedRegex(@"^(_seconds|_bytes|_watts)?(_total)?$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^(\w+)(?:\{(.*)\})? ")]
    private static partial Regex Sample();

    [GeneratedRegex(@"(\w+)=""(?:[^""\\]|\\.)*""")]
    private static partial Regex LabelName();
}
