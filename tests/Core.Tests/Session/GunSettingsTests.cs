using System.Reflection;
using System.Text.RegularExpressions;
using Busbar.Core.Session;
using Busbar.Tests;

namespace Busbar.Core.Tests.Session;

public sealed partial class GunSettingsTests
{
    [Fact]
    public void The_defaults_are_within_their_ranges() => Assert.Empty(new GunSettings().Check());

    [Theory, MemberData(nameof(Numbers))]
    public void A_number_that_is_none_is_named_with_what_is_allowed(string name)
    {
        var settings = new GunSettings();
        var property = typeof(GunSettings).GetProperty(name)!;
        object bad = property.PropertyType == typeof(double) ? double.NaN : property.PropertyType == typeof(int) ? -1 : TimeSpan.FromHours(-1);
        property.SetValue(settings, bad);
        var faults = settings.Check();
        Assert.Contains(faults, f => f.StartsWith($"{name} is ", StringComparison.Ordinal) && f.Contains("allowed:", StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new GunSession(settings));
    }

    [Theory]
    [InlineData(nameof(GunSettings.TestCurrentA), 2.1), InlineData(nameof(GunSettings.StopRampAPerS), 99), InlineData(nameof(GunSettings.TouchSafeV), 61), InlineData(nameof(GunSettings.OpenBelowA), 5.1)]
    [InlineData(nameof(GunSettings.IsolationFaultOhm), 49_999), InlineData(nameof(GunSettings.MaxVoltageV), 1501), InlineData(nameof(GunSettings.MinVoltageV), 1001)]
    public void No_number_may_be_looser_than_the_law(string name, double value)
    {
        var settings = new GunSettings();
        typeof(GunSettings).GetProperty(name)!.SetValue(settings, value);
        Assert.NotEmpty(settings.Check());
    }

    [Fact]
    public void Times_of_the_law_cannot_be_lengthened()
    {
        Assert.NotEmpty(new GunSettings { CableCheckTime = TimeSpan.FromSeconds(37.1) }.Check());
        Assert.NotEmpty(new GunSettings { OverVoltageEmergencyTime = TimeSpan.FromMilliseconds(10) }.Check());
        Assert.NotEmpty(new GunSettings { OverVoltageTime = TimeSpan.FromMilliseconds(401) }.Check());
    }

    [Fact]
    public void Every_number_has_its_default_and_source_in_its_text()
    {
        var source = File.ReadAllText(Path.Combine(Repo.Root, "src", "Core", "Session", "GunSettings.cs"));
        var texts = Documented().Matches(source);
        Assert.Equal(typeof(GunSettings).GetProperties().Length, texts.Count);
        Assert.All(texts, t => Assert.Contains("Default", t.Groups[1].Value, StringComparison.Ordinal));
    }

    public static TheoryData<string> Numbers =>
        [.. typeof(GunSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.PropertyType != typeof(bool) && p.CanWrite).Select(p => p.Name)];

    [GeneratedRegex(@"<summary>(.*)</summary>\s+public \w+ \w+ \{ get; init; \}")]
    private static partial Regex Documented();
}
