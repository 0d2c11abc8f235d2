using System.Text.Json;
using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>Alert rules, their unit tests, the dashboard and the page of what to do: each against the others and the catalogue of metrics.</summary>
public sealed partial class PrometheusTests
{
    private static readonly string Folder = Path.Combine(Repo.Root, "deploy", "prometheus");
    private static readonly string[] Questions = ["**It means**", "**Look at**", "**Do**"];

    private static string RulesText => string.Concat(Directory.GetFiles(Path.Combine(Folder, "rules"), "*.rules.yml").Select(File.ReadAllText));

    private static string[] Alerts => [.. Alert().Matches(RulesText).Select(match => match.Groups[1].Value)];

    [Fact]
    public async Task Promtool_takes_the_configuration_and_the_rules() =>
        Assert.DoesNotContain("WARNING", await Tool.RunAsync(Tool.Find("promtool"), ["check", "config", Path.Combine(Folder, "prometheus.yml")], Repo.Root), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task The_rules_pass_their_unit_tests() =>
        await Tool.RunAsync(Tool.Find("promtool"), ["test", "rules", .. Directory.GetFiles(Path.Combine(Folder, "tests"), "*.test.yml")], Repo.Root);

    [Fact]
    public void Every_alert_has_a_unit_test_that_raises_it_and_one_that_does_not()
    {
        var tests = string.Concat(Directory.GetFiles(Path.Combine(Folder, "tests"), "*.test.yml").Select(File.ReadAllText));
        Assert.NotEmpty(Alerts);
        Assert.All(Alerts, alert =>
        {
            Assert.Contains($"- name: {alert} raised\n", tests, StringComparison.Ordinal);
            Assert.Contains($"- name: {alert} not raised\n", tests, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Rules_name_no_metric_that_is_not_in_the_catalogue() =>
        Assert.Empty(Expression().Matches(RulesText).SelectMany(match => MetricsCatalogue.UnknownIn(match.Groups[1].Value)));

    [Fact]
    public void The_dashboard_names_no_metric_that_is_not_in_the_catalogue_and_no_panel_twice()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repo.Root, "deploy", "grafana", "busbar.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row").ToArray();
        Assert.True(panels.Length > 15, $"Only {panels.Length} panels were found.");
        var expressions = panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!).ToArray();
        Assert.All(expressions, expression => Assert.Matches(@"\b((busbar|process|dotnet|haproxy|rabbitmq)_\w+|ALERTS\{)", expression));
        Assert.Empty(expressions.SelectMany(MetricsCatalogue.UnknownIn));
        Assert.Empty(panels.GroupBy(panel => panel.GetProperty("id").GetInt32()).Where(group => group.Count() > 1).Select(group => $"id {group.Key}"));
        Assert.Empty(panels.GroupBy(panel => panel.GetProperty("title").GetString()).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Every_alert_has_its_section_of_what_to_do_and_every_section_its_alert()
    {
        var sections = Section().Matches(File.ReadAllText(Path.Combine(Repo.Root, "docs", "operations.md")))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        Assert.Equal(Alerts.Order(StringComparer.Ordinal), sections.Keys.Order(StringComparer.Ordinal));
        Assert.All(sections, section => Assert.All(Questions, question => Assert.True(section.Value.Contains(question, StringComparison.Ordinal), $"{section.Key} does not say {question}")));
        Assert.All(Alerts, alert => Assert.Contains($"runbook: docs/operations.md#{alert.ToLowerInvariant()}\n", RulesText, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^\s+expr: (.*)$", RegexOptions.Multiline)]
    private static partial Regex Expression();

    [GeneratedRegex(@"^### (Busbar\w+)\n(.*?)(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
