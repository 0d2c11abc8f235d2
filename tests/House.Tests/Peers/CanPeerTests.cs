using System.Globalization;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>Debian's python-can on the lab's bus: it hears our module, and it can be the module.</summary>
public sealed class CanPeerTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Python_can_hears_the_current_of_the_labs_module()
    {
        SkipWithoutPythonCan();
        var bus = FreeBus();
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        await using var sniffer = new PeerProcess(Python, Path.Combine(Repo.Root, "tests", "peers", "python", "can_sniff.py"), bus);
        await using var lab = StartLab(hub, bus);
        var current = await sniffer.StepAsync("swing");
        Assert.True(current.GetInt32() > 20);
    }

    [Fact]
    public async Task Python_can_plays_the_module_for_our_charge_point()
    {
        SkipWithoutPythonCan();
        var bus = FreeBus();
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        await using var module = new PeerProcess(Python, Path.Combine(Repo.Root, "tests", "peers", "python", "can_module.py"), bus);
        await module.StepAsync("ready");
        await using var lab = StartLab(hub, bus, "--no-module");
        await module.StepAsync("limit");
        await module.StepAsync("start");
        await Until.TrueAsync(async () =>
        {
            using var response = await hub.Client.GetAsync("/api/v1/chargers/LAB-1/meter-values?measurand=Current.Import&limit=1000");
            if (!response.IsSuccessStatusCode) return false;
            using var values = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return values.RootElement.EnumerateArray().Any(v => v.GetProperty("value").GetDouble() > 20);
        }, "python's current reaches the hub");
        await module.StepAsync("stop");
    }

    private static PeerProcess StartLab(HubProcess hub, string port, params string[] more) => new(
        HubProcess.Executable,
        ["lab", "anomaly", "--url", $"{hub.Ocpp.ToString().TrimEnd('/')}/ocpp", "--api", hub.Http.ToString(), "--bus", $"udp:239.74.163.2:{port}", .. more]);

    /// <summary>A multicast port of its own, so that neighbours on this machine do not meet on one bus.</summary>
    private static string FreeBus() => FreePort.Udp().ToString(CultureInfo.InvariantCulture);

    private static void SkipWithoutPythonCan()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/can")) Assert.Skip("Debian's python3-can is not installed; scripts/setup-test.sh does it.");
    }
}
