using System.Text;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsAdmissionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a\u0007b")]
    [InlineData("this-name-is-longer-than-any-station-should-have-and-it-does-not-stop-growing")]
    public async Task An_id_that_is_no_name_is_not_let_in(string id)
    {
        await using var rig = await CmsRig.StartAsync();
        Assert.Equal(AdmissionVerdict.Unknown, (await rig.AdmitAsync(id: id)).Verdict);
        Assert.Empty(rig.Cms.Stations);
    }

    [Fact]
    public async Task An_unknown_station_is_refused_where_the_setting_says_so()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Reject });
        Assert.Equal(AdmissionVerdict.Unknown, (await rig.AdmitAsync()).Verdict);
        Assert.Null(rig.Store.Station(CmsRig.Id));
    }

    [Fact]
    public async Task An_unknown_station_is_entered_durably_where_the_setting_says_so()
    {
        await using var rig = await CmsRig.StartAsync();
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync()).Verdict);
        Assert.Equal(Registration.Accepted, rig.Store.Station(CmsRig.Id)!.Registration);
    }

    [Fact]
    public async Task A_pending_station_waits_for_an_operator_and_an_alarm_says_so()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { UnknownStations = UnknownStationPolicy.Pending });
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync()).Verdict);
        Assert.Equal(Registration.Pending, rig.View.Registration);
        Assert.NotNull(rig.Store.OpenAlarm(AlarmKinds.StationPending));

        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Accepted, null, null, null, null), CancellationToken.None);
        Assert.Null(rig.Store.OpenAlarm(AlarmKinds.StationPending));
    }

    [Fact]
    public async Task Strangers_beyond_the_most_stations_are_refused()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { MaxStations = 2 });
        await rig.BootAsync("A");
        await rig.BootAsync("B");
        Assert.Equal(AdmissionVerdict.Unknown, (await rig.AdmitAsync(id: "C")).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync(id: "A")).Verdict);
    }

    [Fact]
    public async Task A_blocked_station_is_refused_even_with_its_password()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(Registration.Blocked, null, null, "secret", null), CancellationToken.None);
        Assert.Equal(AdmissionVerdict.Blocked, (await rig.AdmitAsync("secret")).Verdict);
    }

    [Theory]
    [InlineData(null, AdmissionVerdict.Unauthorized)]
    [InlineData("wrong", AdmissionVerdict.Unauthorized)]
    [InlineData("secret", AdmissionVerdict.Accepted)]
    public async Task A_station_with_a_password_must_give_it(string? password, AdmissionVerdict verdict)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, "secret", null), CancellationToken.None);
        Assert.Equal(verdict, (await rig.AdmitAsync(password)).Verdict);
    }

    [Fact]
    public async Task Without_a_password_of_its_own_nobody_comes_in_where_passwords_are_required()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { RequirePassword = true });
        Assert.Equal(AdmissionVerdict.Unauthorized, (await rig.AdmitAsync("any")).Verdict);
        Assert.Null(rig.Store.Station(CmsRig.Id));
    }

    [Fact]
    public async Task The_password_is_never_kept_in_clear()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, "secret-of-mine", null), CancellationToken.None);
        Assert.DoesNotContain("secret-of-mine", rig.Store.Station(CmsRig.Id)!.PasswordHash, StringComparison.Ordinal);
        Assert.StartsWith("pbkdf2-sha256$10000$", rig.Store.Station(CmsRig.Id)!.PasswordHash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_set_as_hex_is_accepted_as_those_digits_and_as_the_bytes_they_stand_for()
    {
        const string hex = "00112233445566778899AABBCCDDEEFF00112233";
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, hex, null), CancellationToken.None);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync(hex)).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync(hex.ToLowerInvariant())).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync(Convert.FromHexString(hex))).Verdict);
        Assert.Equal(AdmissionVerdict.Unauthorized, (await rig.AdmitAsync(Convert.FromHexString("FF" + hex[2..]))).Verdict);
    }

    [Fact]
    public async Task A_reconnect_storm_pays_for_the_slow_hash_once_per_station()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, "secret", null), CancellationToken.None);
        for (var i = 0; i < 50; i++) Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync("secret")).Verdict);
        for (var i = 0; i < 50; i++) Assert.Equal(AdmissionVerdict.Unauthorized, (await rig.AdmitAsync("guess")).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync("secret")).Verdict);
        Assert.Equal(2, rig.Get<PasswordGuard>().SlowVerifications);
    }

    [Fact]
    public async Task A_changed_password_voids_the_one_that_was_verified_before()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, "first", null), CancellationToken.None);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync("first")).Verdict);
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, "second", null), CancellationToken.None);
        Assert.Equal(AdmissionVerdict.Unauthorized, (await rig.AdmitAsync("first")).Verdict);
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync("second")).Verdict);
    }

    [Fact]
    public void A_hash_that_cannot_be_read_fits_no_password()
    {
        foreach (var hash in new[] { "", "secret", "pbkdf2-sha256$0$AAAA$AAAA", "md5$1$AAAA$AAAA", "pbkdf2-sha256$10$!!$??" })
            Assert.False(StationPassword.Verify(Encoding.UTF8.GetBytes("secret"), hash));
    }

    [Fact]
    public async Task Epochs_rise_with_each_connection_also_over_a_restart()
    {
        await using var rig = await CmsRig.StartAsync();
        var first = await rig.ConnectAsync();
        var second = await rig.ConnectAsync();
        await using var after = await rig.RestartAsync();
        var third = await after.ConnectAsync();
        Assert.True(first < second && second < third);
    }

    [Fact]
    public async Task A_station_that_was_accepted_once_needs_no_new_boot()
    {
        await using var rig = await CmsRig.StartAsync();
        Assert.False((await rig.AdmitAsync()).BootKnown);
        await rig.BootAsync();
        Assert.True((await rig.AdmitAsync()).BootKnown);
        await using var after = await rig.RestartAsync();
        Assert.True((await after.AdmitAsync()).BootKnown);
        var epoch = await after.ConnectAsync();
        Assert.Equal(AuthorizationStatus.Accepted, (await after.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = "TAG1" }, epoch)).IdTagInfo.Status);
    }

    [Fact]
    public async Task Leniency_is_the_settings_unless_the_station_has_its_own()
    {
        await using var rig = await CmsRig.StartAsync();
        Assert.Equal(Leniency.All, (await rig.AdmitAsync()).Leniency);
        await rig.Cms.SaveStationAsync(CmsRig.Id, new StationEdit(null, null, null, null, ["ExtraProperties", "TextAsNumber"]), CancellationToken.None);
        Assert.Equal(Leniency.ExtraProperties | Leniency.TextAsNumber, (await rig.AdmitAsync()).Leniency);
    }

    [Fact]
    public async Task When_the_store_does_not_take_a_new_station_it_is_not_half_there()
    {
        await using var rig = await CmsRig.StartAsync();
        rig.Store.Full = true;
        await Assert.ThrowsAsync<Busbar.Cloud.Store.StoreUnavailableException>(async () => await rig.AdmitAsync());
        Assert.Empty(rig.Cms.Stations);
        rig.Store.Full = false;
        Assert.Equal(AdmissionVerdict.Accepted, (await rig.AdmitAsync()).Verdict);
    }
}
