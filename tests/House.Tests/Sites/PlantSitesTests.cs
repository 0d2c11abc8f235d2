using Busbar.Cloud.Sites;
using Busbar.Core.Session;
using Busbar.Hub.Sites;
using Busbar.Plant.Control;
using Busbar.Plant.Modules;
using Busbar.Wire.Can.Modules;

namespace Busbar.House.Tests.Sites;

/// <summary>Commands to the sites of this process, and what becomes of them.</summary>
public sealed class PlantSitesTests
{
    private readonly FakePlantSite _site = new();
    private readonly PlantSites _sites = new();

    public PlantSitesTests() => _sites.Add(_site);

    public static TheoryData<SiteCommand, string> Taken => new()
    {
        { new EmergencyStopSite("smoke"), "emergency stop by ann: smoke" },
        { new SetSiteLimit(0), "limit 0 of operator" },
        { new SetSiteLimit(null), "limit none of operator" },
        { new SetSitePolicy("equal"), "policy equal" },
        { new SetGunLimit("GUN1", 50_000), "gun 0 limit 50000 W (operator) of operator" },
        { new SetGunLimit("GUN1", null), "gun 0 limit none of operator" },
    };

    public static TheoryData<SiteCommand, SiteOutcome, string> NotTaken => new()
    {
        { new SetSiteLimit(-1), SiteOutcome.NotAllowed, "-1" },
        { new SetSiteLimit(double.NaN), SiteOutcome.NotAllowed, "NaN" },
        { new SetGunLimit("GUN1", double.PositiveInfinity), SiteOutcome.NotAllowed, "not allowed" },
        { new SetSitePolicy("fair"), SiteOutcome.NotAllowed, "highest-demand-first" },
        { new SetGunLimit("GUN9", 1), SiteOutcome.Unknown, "GUN9" },
        { new StopGun("gun1"), SiteOutcome.Unknown, "gun1" },
        { new RecoverModule("M9"), SiteOutcome.Unknown, "M9" },
        { new StopGun("GUN1"), SiteOutcome.NotNow, "GUN1" },
        { new RecoverModule("M1"), SiteOutcome.NotNow, "M1" },
        { new ReleaseEmergencyStop(), SiteOutcome.NotNow, "No emergency stop" },
    };

    [Theory, MemberData(nameof(Taken))]
    public async Task A_command_reaches_the_controller(SiteCommand command, string asked)
    {
        Assert.Equal(SiteReply.Done, await RunAsync(command));
        Assert.Equal([asked], _site.Asked);
    }

    [Theory, MemberData(nameof(NotTaken))]
    public async Task A_command_that_cannot_be_is_refused_with_the_reason_and_reaches_nobody(SiteCommand command, SiteOutcome outcome, string named)
    {
        var reply = await RunAsync(command);
        Assert.Equal(outcome, reply.Outcome);
        Assert.Contains(named, reply.Text, StringComparison.Ordinal);
        Assert.Equal(outcome == SiteOutcome.NotAllowed, reply.Field is not null);
        Assert.Empty(_site.Asked);
    }

    [Fact]
    public async Task Who_it_was_stands_among_the_events()
    {
        await RunAsync(new SetSiteLimit(12_500));
        await RunAsync(new SetSitePolicy("equal"));
        await RunAsync(new SetGunLimit("GUN1", null));
        Assert.Equal(["depot: Limited to 12.5 kW by ann.", "depot: Power is divided by the policy equal, by ann.", "GUN1: Limit lifted by ann."], _site.Noted);
    }

    [Fact]
    public async Task A_running_session_is_stopped()
    {
        _site.Set(_site.Picture with { Guns = [FakePlantSite.Row(_site.Plan.Guns[0], new GunStatus { SessionSince = TimeSpan.Zero })] });
        Assert.Equal(SiteReply.Done, await RunAsync(new StopGun("GUN1")));
        Assert.Equal(["stop gun 0 by ann"], _site.Asked);
    }

    [Fact]
    public async Task A_module_with_a_fault_is_recovered()
    {
        var faulty = new ModuleView { Id = "M2", IsOnline = true, Errors = [new ModuleError(ModuleErrorCode.PfcFault, "fault", ModuleSeverity.Fault)] };
        _site.Set(_site.Picture with { Modules = [_site.Picture.Modules[0], FakePlantSite.Row(_site.Plan.Modules[1], faulty)] });
        Assert.Equal(SiteReply.Done, await RunAsync(new RecoverModule("M2")));
        Assert.Equal(["recover M2 by ann"], _site.Asked);
    }

    [Fact]
    public async Task An_emergency_stop_is_not_released_while_a_button_is_pressed()
    {
        _site.Set(_site.Picture with { EmergencyStop = new EmergencyStopPicture(FakePlantSite.Noon, "button at GUN1", ["GUN1"]) });
        var reply = await RunAsync(new ReleaseEmergencyStop());
        Assert.Equal(SiteOutcome.NotNow, reply.Outcome);
        Assert.Contains("GUN1", reply.Text, StringComparison.Ordinal);

        _site.Set(_site.Picture with { EmergencyStop = new EmergencyStopPicture(FakePlantSite.Noon, "ann: smoke", []) });
        Assert.Equal(SiteReply.Done, await RunAsync(new ReleaseEmergencyStop()));
        Assert.Equal(["release by ann"], _site.Asked);
    }

    [Fact]
    public async Task A_site_that_is_not_there_is_unknown()
    {
        var reply = await _sites.RunAsync("Depot", new SetSiteLimit(1), "ann", CancellationToken.None);
        Assert.Equal(SiteOutcome.Unknown, reply.Outcome);
        Assert.Null(_sites.Find("Depot"));
        using var vain = _sites.Watch("Depot", () => Assert.Fail("called"));
    }

    [Fact]
    public void Sites_are_listed_in_the_order_of_ids_and_no_id_twice()
    {
        _sites.Add(new FakePlantSite("airport"));
        Assert.Equal(["airport", "depot"], _sites.List().Select(s => s.Id));
        Assert.Throws<ArgumentException>(() => _sites.Add(new FakePlantSite("depot")));
    }

    [Fact]
    public void A_watcher_hears_of_changes_until_it_is_disposed()
    {
        var heard = 0;
        var watch = _sites.Watch("depot", () => heard++);
        _site.Set(_site.Picture with { Policy = "equal" });
        Assert.Equal(1, heard);
        Assert.Equal("equal", _sites.Find("depot")!.Policy);
        watch.Dispose();
        _site.Set(_site.Picture with { Policy = "exact" });
        Assert.Equal(1, heard);
    }

    [Fact]
    public async Task A_site_whose_controller_has_ended_keeps_its_last_view_and_takes_no_command()
    {
        var heard = 0;
        using var watch = _sites.Watch("depot", () => heard++);
        _sites.SetOffline("depot");
        Assert.Equal(1, heard);
        Assert.False(_sites.Find("depot")!.Online);
        Assert.Equal(2, _sites.Find("depot")!.Modules.Count);
        Assert.Equal(SiteOutcome.NotNow, (await RunAsync(new EmergencyStopSite("x"))).Outcome);
        Assert.Empty(_site.Asked);
    }

    private ValueTask<SiteReply> RunAsync(SiteCommand command) => _sites.RunAsync("depot", command, "ann", CancellationToken.None);
}
