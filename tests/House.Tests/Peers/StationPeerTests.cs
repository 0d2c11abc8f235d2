using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>Stations that others wrote, against the hub as a user starts it.</summary>
public sealed class StationPeerTests
{
    private static string PeerFile(string relative) => Path.Combine(Repo.Root, "tests", "peers", relative);

    [Fact]
    public Task A_station_on_npm_ocpp_rpc_boots_authorises_starts_on_remote_command_meters_and_stops()
    {
        if (!Directory.Exists(PeerFile("ocpp-rpc/node_modules"))) Assert.Skip("npm's ocpp-rpc is not installed; scripts/setup-test.sh does it.");
        return WholeSessionAsync("RPC-1", "node", PeerFile("ocpp-rpc/station.mjs"));
    }

    [Fact]
    public Task A_station_on_python_websockets_boots_authorises_starts_on_remote_command_meters_and_stops()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/websockets")) Assert.Skip("Debian's python3-websockets is not installed; scripts/setup-test.sh does it.");
        return WholeSessionAsync("PY-1", "/usr/bin/python3", PeerFile("python/station.py"));
    }

    private static async Task WholeSessionAsync(string id, string program, string script)
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        await using var peer = new PeerProcess(program, script, $"{hub.Ocpp.ToString().TrimEnd('/')}/ocpp", id, "DEMO");

        Assert.Equal("ocpp1.6", (await peer.StepAsync("connected")).GetString());
        Assert.Equal("Accepted", (await peer.StepAsync("boot")).GetProperty("status").GetString());
        Assert.Equal("Accepted", (await peer.StepAsync("authorize")).GetProperty("idTagInfo").GetProperty("status").GetString());
        await peer.StepAsync("ready");

        var (status, reply) = await hub.CommandAsync(id, "RemoteStartTransaction", new { connectorId = 1, idTag = "DEMO" });
        Assert.Equal(200, status);
        Assert.Equal("Accepted", reply.GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("DEMO", (await peer.StepAsync("remoteStart")).GetProperty("idTag").GetString());
        var transactionId = (await peer.StepAsync("start")).GetProperty("transactionId").GetInt64();
        await peer.StepAsync("stop");
        await peer.StepAsync("closed");

        var transactions = await hub.GetAsync($"/api/v1/transactions?chargerId={id}");
        var transaction = Assert.Single(transactions.EnumerateArray());
        Assert.Equal(transactionId, transaction.GetProperty("id").GetInt64());
        Assert.Equal("DEMO", transaction.GetProperty("idTag").GetString());
        Assert.Equal(500, transaction.GetProperty("energyWh").GetDouble());
        var power = await hub.GetAsync($"/api/v1/chargers/{id}/meter-values?measurand=Power.Active.Import");
        Assert.Equal([1500, 3000, 4500, 6000, 7500], power.EnumerateArray().Select(p => p.GetProperty("value").GetDouble()));
        await Until.TrueAsync(async () =>
            !(await hub.GetAsync($"/api/v1/chargers/{id}")).GetProperty("connected").GetBoolean(), "the hub sees that the station is gone");
        (status, _) = await hub.CommandAsync(id, "Reset", new { type = "Soft" });
        Assert.Equal(409, status);
    }
}
