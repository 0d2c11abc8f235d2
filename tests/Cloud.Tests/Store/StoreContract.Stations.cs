using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Tests.Store;

/// <summary>What is saved of stations, many at once.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Stations_that_are_saved_all_at_once_and_more_than_once_are_kept_each_in_its_last_state()
    {
        const int Stations = 300;
        var saves = new List<Task>();
        for (var round = 0; round < 3; round++)
        {
            for (var n = 0; n < Stations; n++)
            {
                var id = $"CP{n:D3}";
                saves.Add(Store.SaveStationAsync(Station(id) with { Epoch = round, Vendor = round == 2 ? null : "old", LeniencyMask = n % 2 == 0 ? null : n }, Ct).AsTask());
                saves.Add(Store.SaveConnectorAsync(new ConnectorRow(id, 1 + (n % 2), round == 2 ? "Charging" : "Available", "NoError", null, "v\0", null, T0, T0.AddSeconds(round)), Ct).AsTask());
                saves.Add(Store.SaveConfigurationAsync(id, [new(id, "HeartbeatInterval", $"{round}", round == 2, T0), new(id, $"Only{round}", null, false, T0)], Ct).AsTask());
            }
        }

        await Task.WhenAll(saves);
        await ReopenAsync();
        var rows = await Store.ReadStationsAsync(Ct);
        Assert.Equal(Enumerable.Range(0, Stations).Select(n => $"CP{n:D3}"), rows.Select(r => r.Id));
        Assert.All(rows, (row, n) => Assert.Equal(Station(row.Id) with { Epoch = 2, Vendor = null, LeniencyMask = n % 2 == 0 ? null : n }, row));
        var connectors = await Store.ReadConnectorsAsync(Ct);
        Assert.Equal(Stations, connectors.Count);
        Assert.All(connectors, c => Assert.Equal(("Charging", T0.AddSeconds(2)), (c.Status, c.ReceivedAt)));
        var keys = await Store.ReadConfigurationAsync("CP007", Ct);
        Assert.Equal([("HeartbeatInterval", "2", true), ("Only0", null, false), ("Only1", null, false), ("Only2", null, false)], keys.Select(k => (k.Key, k.Value, k.ReadOnly)));
    }

    [Fact]
    public async Task A_station_that_is_saved_deleted_and_saved_in_one_go_is_there_with_nothing_of_before()
    {
        Task[] writes =
        [
            Store.SaveStationAsync(Station("CP1"), Ct).AsTask(),
            Store.SaveConnectorAsync(new ConnectorRow("CP1", 1, "Available", "NoError", null, null, null, T0, T0), Ct).AsTask(),
            Store.SaveConfigurationAsync("CP1", [new("CP1", "HeartbeatInterval", "60", false, T0)], Ct).AsTask(),
            Store.DeleteStationAsync("CP1", Ct).AsTask(),
            Store.SaveStationAsync(Station("CP1") with { Epoch = 99 }, Ct).AsTask(),
        ];
        await Task.WhenAll(writes);
        Assert.Equal(99, Assert.Single(await Store.ReadStationsAsync(Ct)).Epoch);
        Assert.Empty(await Store.ReadConnectorsAsync(Ct));
        Assert.Empty(await Store.ReadConfigurationAsync("CP1", Ct));
    }

    [Fact]
    public async Task Beside_a_write_that_fails_stations_are_kept()
    {
        var failing = new List<Task<Exception?>>();
        var saves = new List<Task>();
        for (var n = 0; n < 200; n++)
        {
            saves.Add(Store.SaveStationAsync(Station($"CP{n:D3}"), Ct).AsTask());
            if (n % 40 == 20) failing.Add(Record.ExceptionAsync(() => ((SqlStore)Store).WriteAsync(db => db.Execute("INSERT INTO nowhere VALUES (1)")).AsTask()).AsTask());
        }

        await Task.WhenAll(saves);
        Assert.All(await Task.WhenAll(failing), Assert.NotNull);
        Assert.Equal(200, (await Store.ReadStationsAsync(Ct)).Count);
    }
}
