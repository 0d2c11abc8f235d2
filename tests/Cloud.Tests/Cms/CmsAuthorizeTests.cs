using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsAuthorizeTests
{
    [Fact]
    public async Task A_tag_that_nobody_entered_is_invalid() => Assert.Equal(AuthorizationStatus.Invalid, (await AuthorizeAsync("STRANGER")).Status);

    [Fact]
    public async Task A_tag_that_nobody_entered_is_accepted_where_the_setting_says_so()
    {
        await using var rig = await CmsRig.StartAsync(CmsRig.Defaults with { AcceptUnknownTags = true });
        await rig.BootAsync();
        var answer = await rig.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = "STRANGER" });
        Assert.Equal(AuthorizationStatus.Accepted, answer.IdTagInfo.Status);
    }

    [Theory]
    [InlineData("tag1")]
    [InlineData("TAG1")]
    [InlineData("tAg1")]
    public async Task Tags_are_compared_without_case(string tag) => Assert.Equal(AuthorizationStatus.Accepted, (await AuthorizeAsync(tag)).Status);

    [Fact]
    public async Task A_blocked_tag_is_blocked_also_when_it_has_expired() => Assert.Equal(AuthorizationStatus.Blocked, (await AuthorizeAsync("BLOCKED")).Status);

    [Fact]
    public async Task A_tag_is_expired_from_its_last_moment_on()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        rig.Store.Add(CmsRig.Tag("SOON", expiresAt: rig.Now.AddMinutes(1)));
        var before = await rig.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = "SOON" });
        Assert.Equal(AuthorizationStatus.Accepted, before.IdTagInfo.Status);
        Assert.Equal(rig.Now.AddMinutes(1), before.IdTagInfo.ExpiryDate);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AuthorizationStatus.Expired, (await rig.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = "SOON" })).IdTagInfo.Status);
    }

    [Fact]
    public async Task The_parent_is_told() => Assert.Equal("FAMILY", (await AuthorizeAsync("CHILD")).ParentIdTag);

    [Fact]
    public async Task A_tag_whose_transaction_runs_may_still_show_itself_to_stop_it()
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        await rig.StartAsync();
        Assert.Equal(AuthorizationStatus.Accepted, (await rig.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = "TAG1" })).IdTagInfo.Status);
    }

    private static async Task<IdTagInfo> AuthorizeAsync(string tag)
    {
        await using var rig = await CmsRig.StartAsync();
        await rig.BootAsync();
        rig.Store.Add(CmsRig.Tag("BLOCKED", blocked: true, expiresAt: rig.Now.AddDays(-1)));
        rig.Store.Add(CmsRig.Tag("CHILD", parent: "FAMILY"));
        return (await rig.CallAsync<AuthorizeResponse>(new AuthorizeRequest { IdTag = tag })).IdTagInfo;
    }
}
