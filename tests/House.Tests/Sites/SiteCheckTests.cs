using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Sites;

/// <summary><c>busbar-site check</c>: a file, a bus, and flags that are wrong.</summary>
public sealed class SiteCheckTests
{
    [Fact]
    public async Task A_file_is_summed_up() =>
        Assert.Equal(
            (0, "Six guns, nine modules: 9 modules with 360 kW on 6 guns through 54 contactors, policy exact, limit 300 kW", ""),
            await SiteProgram.RunAsync("check", SiteProgram.Example("six-guns")));

    [Fact]
    public async Task A_wrong_file_is_refused_with_its_line()
    {
        using var folder = new TempFolder();
        var wrong = Path.Combine(folder.Path, "site.json");
        await File.WriteAllTextAsync(wrong, "{\n  \"id\": \"x\",\n  \"limitKw\": 3\n}", TestContext.Current.CancellationToken);
        Assert.Equal((1, "", $"busbar-site: {wrong}, line 3: limitKw: there is no such key."), await SiteProgram.RunAsync("check", wrong));
    }

    [Fact]
    public async Task A_silent_bus_is_told_by_the_exit_code()
    {
        var (code, output, _) = await SiteProgram.RunAsync("check", "--bus", "memory:nobody", "--seconds", "0.2");
        Assert.Equal(2, code);
        Assert.Contains("0 frames of 0 identifiers", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no CAN bus of the kind 'nonsense'", "check", "--bus", "nonsense:x")]
    [InlineData("--seconds is -1; allowed: more than 0", "check", "--bus", "memory:x", "--seconds", "-1")]
    [InlineData("Name a site's file, or a bus", "check")]
    public async Task A_wrong_flag_is_refused_by_name(string said, params string[] arguments)
    {
        var (code, _, error) = await SiteProgram.RunAsync(arguments);
        Assert.Equal(1, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }
}
