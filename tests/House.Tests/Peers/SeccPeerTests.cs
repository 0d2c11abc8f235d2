using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Plant.Pep;
using Busbar.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.House.Tests.Peers;

/// <summary>An SECC in Python, written from the facts of PEP-WS alone, charges at every gun of our PECC at once.</summary>
public sealed class SeccPeerTests
{
    [Fact]
    public async Task Twelve_guns_charge_twice_at_once_and_wrong_requests_change_nothing()
    {
        var (results, guns) = await ChargeAsync(12, null, "--seconds", "2", "--sessions", "2", "--probe", "--spread", "0.5");
        AssertAllCharged(results, sessions: 24);
        Assert.All(guns, g => Assert.Equal(2, g.Sessions));
        Assert.True(results.GetProperty("energyWh").GetDouble() > 24 * 400 * 50 * 1.0 / 3600, $"{results}");
    }

    [Fact]
    public async Task Guns_charge_on_while_a_peer_floods_one_of_them()
    {
        var (results, guns) = await ChargeAsync(6, null, "--seconds", "3", "--flood", "GUN3");
        AssertAllCharged(results, sessions: 5);
        Assert.Equal(0, guns[2].Sessions);
        var flood = results.GetProperty("flood");
        Assert.True(flood.GetProperty("sent").GetInt32() > 300, $"{flood}");
        Assert.True(flood.GetProperty("responses").GetInt32() > 50, $"{flood}");
        Assert.True(flood.GetProperty("errors").GetInt32() > 50, $"{flood}");
        // 50 at once, then 100 a second, whatever the peer sends.
        Assert.InRange(flood.GetProperty("responses").GetInt32() + flood.GetProperty("errors").GetInt32(), 100, 150 + (int)(100 * flood.GetProperty("seconds").GetDouble()));
    }

    [Fact]
    public async Task Guns_charge_over_TLS_and_nobody_does_who_does_not_trust_the_certificate()
    {
        using var folder = new TempFolder();
        var certificates = new MqttCertificates(folder.Path);
        using var certificate = X509Certificate2.CreateFromPemFile(certificates.ServerFile, certificates.ServerKeyFile);
        var (results, _) = await ChargeAsync(2, o => o.Certificate = certificate, "--seconds", "1", "--ca", certificates.AuthorityFile);
        AssertAllCharged(results, sessions: 2);
        (results, _) = await ChargeAsync(1, o => o.Certificate = certificate, "--seconds", "1");
        Assert.Equal(0, results.GetProperty("ok").GetInt32());
        Assert.Contains("CERTIFICATE_VERIFY_FAILED", results.GetProperty("failed")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_peer_tells_of_a_gun_that_takes_every_voltage_and_drives_it_with_open_contactors()
    {
        var (results, _) = await ChargeAsync([new SheetGun(TimeProvider.System) { KeepsTheRules = false }], null, "--seconds", "1", "--probe");
        var breaches = results.GetProperty("breaches").EnumerateArray().Select(b => b.GetString()!).ToArray();
        Assert.Contains(breaches, b => b.StartsWith("GUN1: R10:", StringComparison.Ordinal));
        Assert.Contains(breaches, b => b.StartsWith("GUN1: R11, R13:", StringComparison.Ordinal));
    }

    private static Task<(JsonElement Results, SheetGun[] Guns)> ChargeAsync(int count, Action<PepOptions>? configure, params string[] arguments) =>
        ChargeAsync([.. Enumerable.Range(0, count).Select(_ => new SheetGun(TimeProvider.System))], configure, arguments);

    private static async Task<(JsonElement Results, SheetGun[] Guns)> ChargeAsync(SheetGun[] guns, Action<PepOptions>? configure, params string[] arguments)
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/websockets")) Assert.Skip("Debian's python3-websockets is not installed; scripts/setup-test.sh does it.");
        var options = new PepOptions { Address = "127.0.0.1", Port = 0 };
        configure?.Invoke(options);
        await using var server = new PepServer(options, guns.Select((g, i) => ($"GUN{i + 1}", (IPepGun)g)), TimeProvider.System, NullLoggerFactory.Instance);
        for (var i = 0; i < guns.Length; i++) guns[i].Port = server.Guns[i];
        await server.StartAsync(CancellationToken.None);
        var url = $"{(options.Certificate is null ? "ws" : "wss")}://127.0.0.1:{server.Port}";
        await using var peer = new PeerProcess(
            "/usr/bin/python3", [Path.Combine(Repo.Root, "tests", "peers", "python", "pep", "secc.py"), url, "--guns", guns.Length.ToString(CultureInfo.InvariantCulture), .. arguments]);
        var results = await peer.StepAsync("done", TimeSpan.FromSeconds(90));
        await server.StopAsync(CancellationToken.None);
        return (results, guns);
    }

    private static void AssertAllCharged(JsonElement results, int sessions)
    {
        Assert.True(results.GetProperty("failed").GetArrayLength() == 0, $"{results}");
        Assert.True(results.GetProperty("breaches").GetArrayLength() == 0, $"{results}");
        Assert.Equal(sessions, results.GetProperty("ok").GetInt32());
        // A busy machine delays, a broken pacer loses: half an interval at the worst percent is far from both.
        Assert.InRange(results.GetProperty("jitterMs").GetProperty("p99").GetDouble(), 0, 100);
        Assert.Equal(0, results.GetProperty("answersLate").GetInt32());
    }
}
