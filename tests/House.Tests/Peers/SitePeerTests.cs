using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.Plant.Configuration;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>
/// The Python SECC charges at every gun of examples/sites/six-guns.json at once: PEP-WS, gun loops, allocation, switching, boards and modules by their bytes on
/// simulated buses. BUSBAR_PEP_GUNS takes another number of guns, of seventy-two-guns.json when it is above 6.
/// </summary>
public sealed partial class SitePeerTests(ITestOutputHelper output)
{
    private const int Seconds = 4, CurrentA = 20, BatteryV = 400;

    private static int Guns => int.TryParse(Environment.GetEnvironmentVariable("BUSBAR_PEP_GUNS"), out var guns) ? guns : 6;

    [Fact]
    public async Task Every_gun_of_a_site_charges_at_once()
    {
        using var folder = new TempFolder();
        var (results, troubles) = await ChargeAsync(folder, certificates: null, Guns);
        Assert.True(results.GetProperty("ok").GetInt32() == Guns && results.GetProperty("breaches").GetArrayLength() == 0, $"{results}\n{troubles}");
        // The ramp to the current takes its share of the time.
        Assert.InRange(results.GetProperty("energyWh").GetDouble(), Guns * BatteryV * CurrentA * Seconds / 2 / 3600.0, Guns * BatteryV * 1.02 * CurrentA * (Seconds + 1) / 3600.0);
        Assert.DoesNotContain("violation", troubles, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guns_of_a_site_with_a_certificate_charge_over_TLS()
    {
        using var folder = new TempFolder();
        var (results, troubles) = await ChargeAsync(folder, new MqttCertificates(folder.Path), 2);
        Assert.True(results.GetProperty("ok").GetInt32() == 2, $"{results}\n{troubles}");
    }

    private async Task<(JsonElement Results, string Troubles)> ChargeAsync(TempFolder folder, MqttCertificates? certificates, int count)
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/websockets")) Assert.Skip("Debian's python3-websockets is not installed; scripts/setup-test.sh does it.");
        var file = Path.Combine(folder.Path, "site.json");
        var example = await File.ReadAllTextAsync(Path.Combine(Repo.Root, "examples", "sites", count > 6 ? "seventy-two-guns.json" : "six-guns.json"));
        var pep = certificates is null ? "" : $"\"pep\": {{ \"certificateFile\": \"{Path.GetFileName(certificates.ServerFile)}\", \"keyFile\": \"{Path.GetFileName(certificates.ServerKeyFile)}\" }}, ";
        await File.WriteAllTextAsync(file, example.Replace("\"policy\":", $"{pep}\"policy\":", StringComparison.Ordinal));
        using var site = Process.Start(new ProcessStartInfo(PepBenchTests.Program, ["serve", file]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false })!;
        var troubles = site.StandardError.ReadToEndAsync();
        try
        {
            var port = await site.StandardOutput.ReadLineAsync().SoonAsync();
            Assert.True(port is not null, $"It did not start: {(port is null ? await troubles : "")}");
            var guns = SitePlan.Load(file).Guns.Take(count).Select(g => g.Path.TrimStart('/'));
            string[] manners = ["--seconds", Say(Seconds), "--current", Say(CurrentA), "--voltage", Say(BatteryV), "--probe", .. certificates is null ? [] : (string[])["--ca", certificates.AuthorityFile]];
            var began = Stopwatch.GetTimestamp();
            await using var peer = new PeerProcess(
                "/usr/bin/python3", [Path.Combine(Repo.Root, "tests", "peers", "python", "pep", "secc.py"), $"{(certificates is null ? "ws" : "wss")}://127.0.0.1:{port}", .. guns, .. manners]);
            var results = await peer.StepAsync("done", TimeSpan.FromSeconds(150));
            output.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {results}");
            site.StandardInput.Close();
            await site.WaitForExitAsync().SoonAsync();
            var said = await troubles;
            output.WriteLine(said);
            // A site that gets no time to run loses its boards, as it must: such a run says nothing.
            if (results.GetProperty("ok").GetInt32() < count && Stalled().Match(said) is { Success: true } stalled) Assert.Skip($"The machine was too busy for a site: {stalled.Value}.");
            return (results, said);
        }
        finally
        {
            if (!site.HasExited) site.Kill();
        }
    }

    [GeneratedRegex(@"it stood still for up to (?:[1-9]\d*\.\d|0\.[5-9]) s")]
    private static partial Regex Stalled();

    private static string Say(int number) => number.ToString(CultureInfo.InvariantCulture);
}
