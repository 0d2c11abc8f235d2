using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Store;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_station_comes_back_as_it_was_saved_and_a_second_save_replaces_it()
    {
        var full = Station("CP1");
        var bare = new StationRow(
            "CP2", Registration.Pending, null, null, null, null, null, null, null, null, null, null, T0, null, null, null, null, null, null, null, null, 0,
            null, null, null, null);
        await Store.SaveStationAsync(Station("CP1") with { Vendor = "Old" }, Ct);
        await Store.SaveStationAsync(bare, Ct);
        await Store.SaveStationAsync(full, Ct);
        Assert.Equal([full, bare], await Store.ReadStationsAsync(Ct));
        await ReopenAsync();
        Assert.Equal([full, bare], await Store.ReadStationsAsync(Ct));
    }

    [Fact]
    public async Task A_connector_keeps_its_last_status()
    {
        var first = new ConnectorRow("CP1", 1, "Available", "NoError", null, null, null, T0, T0);
        var last = new ConnectorRow("CP1", 1, "Faulted", "GroundFailure", "info", "vendor", "E7", T0.AddSeconds(1), T0.AddSeconds(2));
        var other = first with { ConnectorId = 0 };
        await Store.SaveConnectorAsync(first, Ct);
        await Store.SaveConnectorAsync(other, Ct);
        await Store.SaveConnectorAsync(last, Ct);
        Assert.Equal([other, last], await Store.ReadConnectorsAsync(Ct));
    }

    [Fact]
    public async Task Configuration_keys_that_are_not_given_stay()
    {
        var interval = new ConfigurationKeyRow("CP1", "HeartbeatInterval", "300", false, T0);
        var model = new ConfigurationKeyRow("CP1", "Model", null, true, T0);
        await Store.SaveConfigurationAsync("CP1", [interval, model], Ct);
        await Store.SaveConfigurationAsync("CP2", [interval with { StationId = "CP2", Value = "1" }], Ct);
        var changed = interval with { Value = "60", ReadAt = T0.AddMinutes(1) };
        await Store.SaveConfigurationAsync("CP1", [changed], Ct);
        Assert.Equal([changed, model], await Store.ReadConfigurationAsync("CP1", Ct));
        Assert.Empty(await Store.ReadConfigurationAsync("CP3", Ct));
    }

    [Fact]
    public async Task Deleting_a_station_removes_what_hangs_on_it_but_its_transactions_and_meter_values()
    {
        await Store.SaveStationAsync(Station("CP1"), Ct);
        await Store.SaveStationAsync(Station("CP2"), Ct);
        foreach (var id in (string[])["CP1", "CP2"])
        {
            await Store.SaveConnectorAsync(new ConnectorRow(id, 1, "Available", "NoError", null, null, null, T0, T0), Ct);
            await Store.SaveConfigurationAsync(id, [new ConfigurationKeyRow(id, "K", "V", false, T0)], Ct);
            await Store.SaveAlarmAsync(Alarm(id), Ct);
            await Store.SaveReservationAsync(new ReservationRow(await Store.NextReservationIdAsync(Ct), id, 1, "T", null, T0, T0, "Active"), Ct);
            await Store.SaveProfileAsync(Profile(id, 1), Ct);
            await Store.SaveLocalListAsync(new LocalListRow(id, 3, T0, [new LocalListEntry("T", "Accepted", null, null)]), Ct);
            Store.LogMessage(Message(id, T0));
        }

        var transaction = await StartedAsync(Start());
        await AppendAsync(Energy(T0.AddMinutes(1), 1100, transaction));
        Assert.True(await Store.DeleteStationAsync("CP1", Ct));
        Assert.False(await Store.DeleteStationAsync("CP1", Ct));

        Assert.Equal("CP2", Assert.Single(await Store.ReadStationsAsync(Ct)).Id);
        Assert.Equal("CP2", Assert.Single(await Store.ReadConnectorsAsync(Ct)).StationId);
        Assert.Empty(await Store.ReadConfigurationAsync("CP1", Ct));
        Assert.Equal("CP2", Assert.Single(await Store.ReadAlarmsAsync(new AlarmQuery(null, null, null, null, 10, null), Ct)).StationId);
        Assert.Equal("CP2", Assert.Single(await Store.ReadReservationsAsync(null, all: true, Ct)).StationId);
        Assert.Empty(await Store.ReadProfilesAsync("CP1", Ct));
        Assert.Null(await Store.ReadLocalListAsync("CP1", Ct));
        Assert.Equal("CP2", Assert.Single(await MessagesAsync()).StationId);
        Assert.NotNull(await Store.FindTransactionAsync(transaction, Ct));
        Assert.Single(await PointsAsync());
    }

    [Fact]
    public async Task Id_tags_are_compared_without_case_and_keep_their_spelling()
    {
        var tag = new IdTagRow("Abc1", false, "Parent", T0.AddDays(1), true, "note", T0);
        await Store.SaveIdTagAsync(tag, Ct);
        Assert.Equal(tag, await Store.FindIdTagAsync("aBC1", Ct));
        await Store.SaveIdTagAsync(new IdTagRow("ABC1", true, null, null, false, null, T0.AddHours(1)), Ct);
        Assert.Equal(new IdTagRow("Abc1", true, null, null, false, null, T0.AddHours(1)), await Store.FindIdTagAsync("abc1", Ct));
        Assert.Null(await Store.FindIdTagAsync("abc", Ct));
        Assert.True(await Store.DeleteIdTagAsync("ABC1", Ct));
        Assert.False(await Store.DeleteIdTagAsync("ABC1", Ct));
    }

    [Fact]
    public async Task Id_tags_page_by_name_and_a_search_takes_its_signs_literally()
    {
        foreach (var name in (string[])["b", "A", "c%d", "D_"]) await Store.SaveIdTagAsync(new IdTagRow(name, false, null, null, false, "n-" + name, T0), Ct);
        await Store.SaveIdTagAsync(new IdTagRow("e", false, "FLEET", null, false, null, T0), Ct);
        Assert.Equal(["A", "b"], (await Store.ReadIdTagsAsync(null, 2, null, Ct)).Select(t => t.Tag));
        Assert.Equal(["c%d", "D_", "e"], (await Store.ReadIdTagsAsync(null, 10, "B", Ct)).Select(t => t.Tag));
        Assert.Equal(["c%d"], (await Store.ReadIdTagsAsync("%", 10, null, Ct)).Select(t => t.Tag));
        Assert.Equal(["D_"], (await Store.ReadIdTagsAsync("_", 10, null, Ct)).Select(t => t.Tag));
        Assert.Equal(["e"], (await Store.ReadIdTagsAsync("fleet", 10, null, Ct)).Select(t => t.Tag));
        Assert.Equal(["A"], (await Store.ReadIdTagsAsync("N-A", 10, null, Ct)).Select(t => t.Tag));
        Assert.Empty(await Store.ReadIdTagsAsync("' OR 1=1 --", 10, null, Ct));
    }

    [Fact]
    public async Task An_alarm_gets_an_id_and_is_replaced_under_it()
    {
        var id = await Store.SaveAlarmAsync(Alarm("CP1"), Ct);
        var acknowledged = Alarm("CP1") with { Id = id, AcknowledgedAt = T0.AddHours(1), AcknowledgedBy = "ann", Note = "seen", ClearedAt = T0.AddHours(2) };
        Assert.Equal(id, await Store.SaveAlarmAsync(acknowledged, Ct));
        Assert.Equal(acknowledged, await Store.FindAlarmAsync(id, Ct));
        Assert.Null(await Store.FindAlarmAsync(id + 1, Ct));
    }

    [Fact]
    public async Task An_alarm_raised_twice_is_one_alarm_seen_again_until_it_clears()
    {
        var id = await Store.SaveAlarmAsync(Alarm(null) with { ConnectorId = null }, Ct);
        var again = Alarm(null) with { ConnectorId = null, RaisedAt = T0.AddHours(1), LastSeenAt = T0.AddHours(1), Text = "worse", Severity = AlarmSeverity.Critical };
        Assert.Equal(id, await Store.SaveAlarmAsync(again, Ct));
        Assert.Equal(again with { Id = id, RaisedAt = T0 }, await Store.FindAlarmAsync(id, Ct));
        Assert.NotEqual(id, await Store.SaveAlarmAsync(again with { ConnectorId = 1 }, Ct));
        await Store.SaveAlarmAsync(again with { Id = id, ClearedAt = T0.AddHours(2) }, Ct);
        Assert.True(await Store.SaveAlarmAsync(again, Ct) > id);
    }

    [Fact]
    public async Task Alarms_are_read_newest_first_by_what_is_asked()
    {
        var a = await Store.SaveAlarmAsync(Alarm("CP1") with { Kind = "a", Severity = AlarmSeverity.Info }, Ct);
        var b = await Store.SaveAlarmAsync(Alarm("CP1") with { Kind = "b", Severity = AlarmSeverity.Critical, ClearedAt = T0 }, Ct);
        var c = await Store.SaveAlarmAsync(Alarm("CP2") with { Kind = "c", AcknowledgedAt = T0 }, Ct);
        async Task<long[]> Ids(AlarmQuery q) => [.. (await Store.ReadAlarmsAsync(q, Ct)).Select(x => x.Id)];
        Assert.Equal([c, b, a], await Ids(new AlarmQuery(null, null, null, null, 10, null)));
        Assert.Equal([c, b], await Ids(new AlarmQuery(null, null, null, null, 2, null)));
        Assert.Equal([a], await Ids(new AlarmQuery(null, null, null, null, 2, b)));
        Assert.Equal([b, a], await Ids(new AlarmQuery("CP1", null, null, null, 10, null)));
        Assert.Equal([c, a], await Ids(new AlarmQuery(null, true, null, null, 10, null)));
        Assert.Equal([b], await Ids(new AlarmQuery(null, false, null, null, 10, null)));
        Assert.Equal([c], await Ids(new AlarmQuery(null, null, true, null, 10, null)));
        Assert.Equal([c, b], await Ids(new AlarmQuery(null, null, null, AlarmSeverity.Warning, 10, null)));
        var any = new AlarmQuery(null, null, null, null, 10, null);
        Assert.Equal([b, a], await Ids(any with { Text = "cp1" }));
        Assert.Empty(await Ids(any with { Text = "%" }));
        Assert.Equal([c, b, a], await Ids(any with { From = T0.AddYears(-1), To = T0.AddYears(1) }));
        Assert.Empty(await Ids(any with { To = T0.AddYears(-1) }));
        Assert.Empty(await Ids(any with { From = T0.AddYears(1) }));
    }

    [Fact]
    public async Task Reservation_ids_are_given_out_once_even_after_a_restart()
    {
        var ids = new List<int> { await Store.NextReservationIdAsync(Ct), await Store.NextReservationIdAsync(Ct) };
        await ReopenAsync();
        ids.Add(await Store.NextReservationIdAsync(Ct));
        Assert.Equal([1, 2, 3], ids);
    }

    [Fact]
    public async Task Reservations_are_read_per_station_active_ones_unless_all_are_asked_for()
    {
        var active = new ReservationRow(1, "CP1", 1, "T1", "P", T0.AddHours(1), T0, "Active");
        var used = new ReservationRow(2, "CP1", 2, "T2", null, T0.AddHours(1), T0, "Active");
        var other = new ReservationRow(3, "CP2", 1, "T1", null, T0.AddHours(1), T0, "Active");
        foreach (var r in (ReservationRow[])[active, used, other, used with { State = "Used" }]) await Store.SaveReservationAsync(r, Ct);
        Assert.Equal([active], await Store.ReadReservationsAsync("CP1", all: false, Ct));
        Assert.Equal([active, used with { State = "Used" }], await Store.ReadReservationsAsync("CP1", all: true, Ct));
        Assert.Equal([active, other], await Store.ReadReservationsAsync(null, all: false, Ct));
    }

    [Fact]
    public async Task A_profile_replaces_the_one_with_its_id_or_with_its_place_in_the_stack()
    {
        await Store.SaveProfileAsync(Profile("CP1", 1, connector: 1, level: 0), Ct);
        await Store.SaveProfileAsync(Profile("CP1", 2, connector: 1, level: 1), Ct);
        await Store.SaveProfileAsync(Profile("CP1", 3, connector: 2, level: 0), Ct);
        await Store.SaveProfileAsync(Profile("CP1", 4, connector: 1, level: 0), Ct);
        await Store.SaveProfileAsync(Profile("CP1", 2, connector: 2, level: 5), Ct);
        Assert.Equal([4, 3, 2], (await Store.ReadProfilesAsync("CP1", Ct)).Select(p => p.ProfileId));
        Assert.Equal(Profile("CP1", 2, connector: 2, level: 5), (await Store.ReadProfilesAsync("CP1", Ct))[2]);
    }

    [Fact]
    public async Task Profiles_are_removed_by_every_filter_that_is_given()
    {
        for (var i = 1; i <= 4; i++) await Store.SaveProfileAsync(Profile("CP1", i, connector: i % 2, level: i), Ct);
        await Store.SaveProfileAsync(Profile("CP2", 1), Ct);
        Assert.Equal(0, await Store.DeleteProfilesAsync("CP1", 1, 0, null, null, Ct));
        Assert.Equal(1, await Store.DeleteProfilesAsync("CP1", null, 1, "TxDefaultProfile", 3, Ct));
        Assert.Equal(1, await Store.DeleteProfilesAsync("CP1", 4, null, null, null, Ct));
        Assert.Equal(2, await Store.DeleteProfilesAsync("CP1", null, null, null, null, Ct));
        Assert.Single(await Store.ReadProfilesAsync("CP2", Ct));
    }

    [Fact]
    public async Task A_local_list_is_replaced_as_a_whole()
    {
        Assert.Null(await Store.ReadLocalListAsync("CP1", Ct));
        await Store.SaveLocalListAsync(new LocalListRow("CP1", 1, T0, [new LocalListEntry("A", "Accepted", T0, "P"), new LocalListEntry("B", "Blocked", null, null)]), Ct);
        var second = new LocalListRow("CP1", 2, T0.AddHours(1), [new LocalListEntry("C", "Accepted", T0, "P")]);
        await Store.SaveLocalListAsync(second, Ct);
        var read = (await Store.ReadLocalListAsync("CP1", Ct))!;
        Assert.Equal((2, T0.AddHours(1)), (read.Version, read.SentAt));
        Assert.Equal(second.Entries, read.Entries);
    }

    [Fact]
    public async Task Users_are_compared_without_case()
    {
        var ann = new UserRow("Ann", Role.Operator, "h1", T0, null);
        await Store.SaveUserAsync(ann, Ct);
        await Store.SaveUserAsync(new UserRow("bob", Role.Admin, "h2", T0, T0.AddHours(1)), Ct);
        await Store.SaveUserAsync(ann with { Name = "ANN", Role = Role.Viewer }, Ct);
        Assert.Equal([("Ann", Role.Viewer), ("bob", Role.Admin)], (await Store.ReadUsersAsync(Ct)).Select(u => (u.Name, u.Role)));
        Assert.True(await Store.DeleteUserAsync("aNN", Ct));
        Assert.False(await Store.DeleteUserAsync("Ann", Ct));
    }

    [Fact]
    public async Task The_audit_log_is_read_newest_first_by_what_is_asked()
    {
        var reset = new AuditRow(0, T0, "Ann", "10.0.0.9", "Reset", "CP1", """{"type":"Hard"}""", 200, "Rejected");
        var save = new AuditRow(0, T0.AddSeconds(1), "bob", null, "saveCharger", "CP2", null, 200, null);
        var late = new AuditRow(0, T0.AddSeconds(2), "ann", "10.0.0.9", "Reset", null, "{}", 504, "100% silent");
        foreach (var entry in (AuditRow[])[reset, save, late]) await Store.SaveAuditAsync(entry, Ct);
        await ReopenAsync();
        async Task<string[]> At(AuditQuery q) => [.. (await Store.ReadAuditAsync(q, Ct)).Select(a => $"{(a.At - T0).TotalSeconds:0}")];
        var all = new AuditQuery(null, null, null, null, null, null, null, 10, null);
        Assert.Equal(["2", "1", "0"], await At(all));
        var read = await Store.ReadAuditAsync(all, Ct);
        Assert.Equal([late, save, reset], read.Select(a => a with { Id = 0 }));
        Assert.Equal(["2", "0"], await At(all with { User = "ANN" }));
        Assert.Equal(["2", "0"], await At(all with { Kind = "reset" }));
        Assert.Equal(["1"], await At(all with { Target = "CP2" }));
        Assert.Empty(await At(all with { Target = "CP" }));
        Assert.Equal(["0"], await At(all with { Text = "hard" }));
        Assert.Equal(["2"], await At(all with { Text = "100%" }));
        Assert.Equal(["2"], await At(all with { Failed = true }));
        Assert.Equal(["1", "0"], await At(all with { Failed = false }));
        Assert.Equal(["1"], await At(all with { From = T0.AddSeconds(1), To = T0.AddSeconds(2) }));
        Assert.Equal(["2", "1"], await At(all with { Limit = 2 }));
        Assert.Equal(["0"], await At(all with { Limit = 2, After = read[1].Id }));
    }

    [Fact]
    public async Task The_audit_log_forgets_what_is_too_old_a_few_with_each_that_comes()
    {
        var all = new AuditQuery(null, null, null, null, null, null, null, 1000, null);
        for (var i = 0; i < 25; i++) await Store.SaveAuditAsync(new AuditRow(0, T0, "ann", null, "Reset", $"CP{i}", null, 200, null), Ct);
        var later = T0.AddDays(new StoreOptions().AuditDays).AddSeconds(1);
        for (var left = 15; left >= 0; left = left > 0 ? Math.Max(0, left - 10) : -1)
        {
            await Store.SaveAuditAsync(new AuditRow(0, later, "ann", null, "Reset", "NEW", null, 200, null), Ct);
            Assert.Equal(left, (await Store.ReadAuditAsync(all, Ct)).Count(a => a.Target != "NEW"));
        }

        Assert.Equal(3, (await Store.ReadAuditAsync(all, Ct)).Count);
    }

    [Fact]
    public async Task The_message_log_is_read_newest_first_by_what_is_asked()
    {
        var call = new MessageRow(0, "CP1", T0, true, "Heartbeat", "1", "{}", """{"currentTime":"x"}""", null, null, 1.25, 4);
        var failed = new MessageRow(0, "CP1", T0.AddSeconds(1), false, "Reset", "2", """{"type":"Hard"}""", null, "TimedOut", "no answer 100%", 30_000, 0);
        var other = new MessageRow(0, "CP2", T0.AddSeconds(2), true, "Heartbeat", "3", "{}", "{}", null, null, 2, 0);
        foreach (var m in (MessageRow[])[call, failed, other]) Store.LogMessage(m);
        async Task<string[]> Ids(MessageQuery q) => [.. (await Store.ReadMessagesAsync(q, Ct)).Select(m => m.MessageId)];
        var all = new MessageQuery(null, null, null, null, null, null, null, 10, null);
        Assert.Equal(["3", "2", "1"], await Ids(all));
        Assert.Equal(["2", "1"], await Ids(all with { StationId = "CP1" }));
        Assert.Equal(["2"], await Ids(all with { FromStation = false }));
        Assert.Equal(["3", "1"], await Ids(all with { Action = "Heartbeat" }));
        Assert.Equal(["2"], await Ids(all with { Failed = true }));
        Assert.Equal(["3", "1"], await Ids(all with { Failed = false }));
        Assert.Equal(["1"], await Ids(all with { Text = "CURRENTtime" }));
        Assert.Equal(["2"], await Ids(all with { Text = "100%" }));
        Assert.Equal(["2"], await Ids(all with { Text = "timedout" }));
        Assert.Equal(["3", "2"], await Ids(all with { From = T0.AddSeconds(1) }));
        Assert.Equal(["1"], await Ids(all with { To = T0.AddSeconds(1) }));
        var page = await Store.ReadMessagesAsync(all with { Limit = 2 }, Ct);
        Assert.Equal(["1"], await Ids(all with { After = page[1].Id }));
        Assert.Equal(failed with { Id = page[1].Id }, page[1]);
        Assert.Equal(call with { Id = (await MessagesAsync())[2].Id }, (await MessagesAsync())[2]);
    }

    [Fact]
    public async Task When_a_station_was_last_seen_is_written_where_it_is_newer_and_nothing_else_of_its_row()
    {
        var row = Station("CP1") with { Vendor = "New", LastSeenAt = T0.AddMinutes(10), ClockSkewMs = 1 };
        await Store.SaveStationAsync(row, Ct);
        await Store.SaveLastSeenAsync("CP1", T0.AddMinutes(5), 7, Ct);
        Assert.Equal(row, Assert.Single(await Store.ReadStationsAsync(Ct)));
        await Store.SaveLastSeenAsync("CP1", T0.AddMinutes(20), 9, Ct);
        Assert.Equal(row with { LastSeenAt = T0.AddMinutes(20), ClockSkewMs = 9 }, Assert.Single(await Store.ReadStationsAsync(Ct)));
        await Store.SaveLastSeenAsync("CP2", T0, null, Ct);
        Assert.Single(await Store.ReadStationsAsync(Ct));
    }

    [Fact]
    public async Task Stations_connectors_and_transactions_are_read_of_those_stations_that_are_asked_for()
    {
        string[] ids = [.. Enumerable.Range(0, 1_200).Select(i => $"CP{i:0000}")];
        await Task.WhenAll(ids.Select(async id =>
        {
            await Store.SaveStationAsync(Station(id), Ct);
            await Store.SaveConnectorAsync(new ConnectorRow(id, 1, "Available", "NoError", null, null, null, T0, T0), Ct);
            await Store.StartTransactionAsync(Start(tag: id, station: id), Ct);
        }));
        bool IsOurs(string id) => id[^1] is not '7';
        var ours = ids.Where(IsOurs).ToList();
        Assert.Equal(ours, (await Store.ReadStationsAsync(IsOurs, Ct)).Select(s => s.Id).Order(StringComparer.Ordinal));
        Assert.Equal(ours, (await Store.ReadConnectorsAsync(IsOurs, Ct)).Select(c => c.StationId).Order(StringComparer.Ordinal));
        Assert.Empty(await Store.ReadStationsAsync(_ => false, Ct));
        string[] few = ["CP0003", "CP0500", "CPX"];
        var transactions = await Store.ReadTransactionsAsync(new TransactionQuery(null, null, null, true, null, null, 10, null) { Stations = few }, Ct);
        Assert.Equal(few[..2], transactions.Select(t => t.StationId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_reads_and_writes_at_once_do_not_get_in_each_others_way()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            for (var n = 0; n < 20; n++)
            {
                await Store.SaveIdTagAsync(new IdTagRow($"T{i}", false, null, null, false, $"{n}", T0), Ct);
                Assert.Equal($"{n}", (await Store.FindIdTagAsync($"t{i}", Ct))!.Note);
            }
        }));
        Assert.Equal(40, (await Store.ReadIdTagsAsync(null, 100, null, Ct)).Count);
        Assert.Equal(800, Store.Health.CommittedWrites);
    }

    private protected Task<IReadOnlyList<MessageRow>> MessagesAsync() =>
        Store.ReadMessagesAsync(new MessageQuery(null, null, null, null, null, null, null, 1000, null), Ct);

    private protected static MessageRow Message(string station, DateTimeOffset at, string request = "{}") =>
        new(0, station, at, true, "MeterValues", "m", request, "{}", null, null, 1, 0);

    private static AlarmRow Alarm(string? station) => new(
        0, station, 1, "anomaly.oscillation", AlarmSeverity.Warning, "swings", """{"window":5}""", T0, T0.AddSeconds(5), null, null, null, null);

    private static ProfileRow Profile(string station, int id, int connector = 1, int level = 0) =>
        new(station, connector, id, level, "TxDefaultProfile", 7, """{"x":1}""", T0);
}
