using System.Text.Json;
using Busbar.Cloud.Sites;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Sites over the live view.</summary>
public sealed class ApiSiteLiveTests : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly FakeSites _sites = new();
    private ApiHost _host = null!;
    private ApiClient _viewer = null!;

    public async ValueTask InitializeAsync()
    {
        _sites.Put(FakeSites.Site("S"));
        _host = await ApiHost.StartAsync(new ApiHostSetup { Sites = _sites });
        _viewer = await _host.LogInAsync(Role.Viewer);
    }

    public async ValueTask DisposeAsync()
    {
        _viewer.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Watching_answers_with_the_whole_and_then_sends_the_rows_that_changed_with_the_next_number()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        var first = (await hub.InvokeAsync("watchSite", "S")).GetProperty("result");
        var seq = first.GetProperty("seq").GetInt64();
        Assert.Equal(6, first.GetProperty("site").GetProperty("contactors").GetArrayLength());

        var site = FakeSites.Site("S");
        var opening = site.Contactors[0] with { State = SiteContactorState.Opening };
        _sites.Put(site with
        {
            Contactors = [opening, .. site.Contactors.Skip(1)],
            Events = [new SiteEventView(FakeCms.Noon.AddSeconds(1), SiteSeverity.Warning, "M1", "It leaves."), .. site.Events],
        });
        var change = await NextAsync(hub);
        Assert.Equal(seq + 1, change.GetProperty("seq").GetInt64());
        Assert.Equal("opening", Assert.Single(change.GetProperty("contactors").EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("It leaves.", Assert.Single(change.GetProperty("events").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, change.GetProperty("head").ValueKind);
        foreach (var same in (string[])["modules", "guns", "feeders"]) Assert.Equal(0, change.GetProperty(same).GetArrayLength());
    }

    [Fact]
    public async Task Rows_that_are_equal_in_new_objects_are_no_change_but_a_total_is()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchSite", "S");
        var site = FakeSites.Site("S");
        _sites.Put(site);
        await UntilLookedAsync(hub);
        _sites.Put(FakeSites.Site("S") with { Totals = site.Totals with { DemandW = 1 } });
        var change = await NextAsync(hub);
        Assert.Equal(1, change.GetProperty("head").GetProperty("totals").GetProperty("demandW").GetDouble());
        Assert.Equal(1, change.GetProperty("seq").GetInt64());
        Assert.Equal(0, change.GetProperty("modules").GetArrayLength());
    }

    [Fact]
    public async Task A_thousand_changes_between_two_ticks_are_one_frame()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchSite", "S");
        var site = FakeSites.Site("S");
        for (var i = 1; i <= 1000; i++) _sites.Put(site with { Guns = [FakeSites.Gun("G1", 1, charges: true, powerW: i), site.Guns[1]] });
        var change = await NextAsync(hub);
        var gun = Assert.Single(change.GetProperty("guns").EnumerateArray());
        Assert.Equal((1L, 1000.0), (change.GetProperty("seq").GetInt64(), gun.GetProperty("measured").GetProperty("powerW").GetDouble()));
    }

    [Fact]
    public async Task Rows_that_come_leave_a_gap_and_who_asks_anew_gets_the_whole()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchSite", "S");
        _sites.Put(FakeSites.Site("S", guns: 3));
        var change = await NextAsync(hub);
        Assert.Equal(2, change.GetProperty("seq").GetInt64());
        var again = (await hub.InvokeAsync("watchSite", "S")).GetProperty("result");
        Assert.Equal((2L, 3), (again.GetProperty("seq").GetInt64(), again.GetProperty("site").GetProperty("guns").GetArrayLength()));
        Assert.Equal(1, _sites.Watches);
    }

    [Fact]
    public async Task Nobody_looks_at_a_site_once_its_last_viewer_has_gone()
    {
        var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        await hub.InvokeAsync("watchSite", "S");
        await using (var other = await RawHub.ConnectAsync(_host, _viewer.Cookie))
        {
            await other.InvokeAsync("watchSite", "S");
            Assert.Equal(1, _sites.Watches);
            await other.InvokeAsync("unwatchSite", "S");
        }

        Assert.Equal(1, _sites.Watches);
        await hub.DisposeAsync();
        await Until.TrueAsync(() => _sites.Watches == 0);
    }

    [Fact]
    public async Task An_unknown_site_and_one_too_many_are_refused_in_words()
    {
        await using var hub = await RawHub.ConnectAsync(_host, _viewer.Cookie);
        Assert.Contains("No site has the id 'X'", (await hub.InvokeAsync("watchSite", "X")).GetProperty("error").GetString(), StringComparison.Ordinal);
        for (var i = 0; i < 11; i++) _sites.Put(FakeSites.Site($"S{i}"));
        for (var i = 0; i < 10; i++) Assert.True((await hub.InvokeAsync("watchSite", $"S{i}")).TryGetProperty("result", out _));
        Assert.Contains("10 sites are watched", (await hub.InvokeAsync("watchSite", "S10")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(10, _sites.Watches);
    }

    /// <summary>The next change; the clock goes on until it has come.</summary>
    private async Task<JsonElement> NextAsync(RawHub hub)
    {
        var next = hub.NextAsync("site");
        await Until.TrueAsync(() => next.IsCompleted, _host.Time, Tick, "a change comes");
        return (await next).Argument;
    }

    /// <summary>Until the site has been looked at, which it is once for all that came before; nothing is to be found.</summary>
    private async Task UntilLookedAsync(RawHub hub)
    {
        var before = _sites.Looks;
        await Until.TrueAsync(() => _sites.Looks != before, _host.Time, Tick, "the site is looked at");

        // A call that comes back shows that nothing was sent before it.
        await hub.InvokeAsync("unwatchStation", "none");
    }
}
