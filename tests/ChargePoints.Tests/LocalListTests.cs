using Busbar.ChargePoints;
using Busbar.ChargePoints.Tests.Support;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests;

public sealed class LocalListTests
{
    [Fact]
    public void A_full_list_replaces_and_a_differential_one_adds_changes_and_removes()
    {
        using var rig = StationRig.Ready(configuration: ("LocalPreAuthorize", "true"));
        Assert.Equal(0, Version(rig));
        Assert.Equal(UpdateStatus.Accepted, rig.Call<SendLocalListResponse>(Full(3, ("A", AuthorizationStatus.Accepted), ("B", AuthorizationStatus.Blocked))).Status);
        Assert.Equal(3, Version(rig));
        Assert.Equal(UpdateStatus.VersionMismatch, Update(rig, 3, Data("C", AuthorizationStatus.Accepted)));
        Assert.Equal(UpdateStatus.Accepted, Update(rig, 4, Data("C", AuthorizationStatus.Accepted), new AuthorizationData { IdTag = "A" }));
        Assert.Equal(4, Version(rig));

        Assert.True(StartsWithoutAsking(rig, "c"));
        Assert.False(StartsWithoutAsking(rig, "A"));
        Assert.Equal(UpdateStatus.Accepted, rig.Call<SendLocalListResponse>(Full(9)).Status);
        Assert.Equal(0, Version(rig));
    }

    [Fact]
    public void A_list_that_cannot_be_right_changes_nothing()
    {
        using var rig = StationRig.Ready();
        rig.Call<SendLocalListResponse>(Full(3, ("A", AuthorizationStatus.Accepted)));
        Assert.Equal(UpdateStatus.Failed, rig.Call<SendLocalListResponse>(Full(0, ("B", AuthorizationStatus.Accepted))).Status);
        Assert.Equal(UpdateStatus.Failed, rig.Call<SendLocalListResponse>(Full(-1, ("B", AuthorizationStatus.Accepted))).Status);
        Assert.Equal(UpdateStatus.Failed, rig.Call<SendLocalListResponse>(Full(5, ("B", AuthorizationStatus.Accepted), ("b", AuthorizationStatus.Blocked))).Status);
        Assert.Equal(UpdateStatus.Failed, rig.Call<SendLocalListResponse>(new SendLocalListRequest { ListVersion = 5, UpdateType = UpdateType.Full, LocalAuthorizationList = [new AuthorizationData { IdTag = "B" }] }).Status);
        var tooLong = Enumerable.Range(0, 501).Select(i => ($"T{i}", AuthorizationStatus.Accepted)).ToArray();
        Assert.Equal(UpdateStatus.Failed, rig.Call<SendLocalListResponse>(Full(5, tooLong)).Status);
        Assert.Equal(3, Version(rig));
    }

    [Fact]
    public void A_list_that_is_switched_off_is_not_supported()
    {
        using var rig = StationRig.Ready(configuration: ("LocalAuthListEnabled", "false"));
        Assert.Equal(UpdateStatus.NotSupported, rig.Call<SendLocalListResponse>(Full(3, ("A", AuthorizationStatus.Accepted))).Status);
        Assert.Equal(-1, Version(rig));
    }

    [Fact]
    public void The_cache_learns_from_answers_forgets_when_cleared_and_never_overrules_the_list()
    {
        using var rig = StationRig.Ready(configuration: ("LocalPreAuthorize", "true"));
        Assert.False(StartsWithoutAsking(rig, "TAG"));
        Assert.True(StartsWithoutAsking(rig, "tag"));
        Assert.Equal(ClearCacheStatus.Accepted, rig.Call<ClearCacheResponse>(new ClearCacheRequest()).Status);
        Assert.False(StartsWithoutAsking(rig, "TAG"));

        rig.Call<SendLocalListResponse>(Full(1, ("TAG", AuthorizationStatus.Blocked)));
        rig.Disconnect();
        rig.Hardware.Commands.Clear();
        rig.Raise(new TagPresented(1, "TAG"));
        Assert.Empty(rig.Hardware.Commands);
    }

    [Fact]
    public void A_cache_that_is_switched_off_cannot_be_cleared()
    {
        using var rig = StationRig.Ready(configuration: ("AuthorizationCacheEnabled", "false"));
        Assert.Equal(ClearCacheStatus.Rejected, rig.Call<ClearCacheResponse>(new ClearCacheRequest()).Status);
    }

    [Fact]
    public void A_full_cache_forgets_the_oldest()
    {
        using var rig = StationRig.Ready(configuration: ("LocalPreAuthorize", "true"));
        for (var i = 0; i <= 1_000; i++) Assert.False(StartsWithoutAsking(rig, $"T{i}"));
        Assert.True(StartsWithoutAsking(rig, "T1000"));
        Assert.True(StartsWithoutAsking(rig, "T1"));
        Assert.False(StartsWithoutAsking(rig, "T0"));
    }

    internal static SendLocalListRequest Full(int version, params (string Tag, AuthorizationStatus Status)[] entries) => new()
    {
        ListVersion = version,
        UpdateType = UpdateType.Full,
        LocalAuthorizationList = [.. entries.Select(e => Data(e.Tag, e.Status))],
    };

    private static AuthorizationData Data(string tag, AuthorizationStatus status) => new() { IdTag = tag, IdTagInfo = new IdTagInfo { Status = status } };

    private static UpdateStatus Update(StationRig rig, int version, params AuthorizationData[] entries) =>
        rig.Call<SendLocalListResponse>(new SendLocalListRequest { ListVersion = version, UpdateType = UpdateType.Differential, LocalAuthorizationList = entries }).Status;

    private static int Version(StationRig rig) => rig.Call<GetLocalListVersionResponse>(new GetLocalListVersionRequest()).ListVersion;

    private static bool StartsWithoutAsking(StationRig rig, string tag)
    {
        rig.Raise(new CableChanged(1, IsPlugged: true));
        rig.Raise(new TagPresented(1, tag));
        var asked = rig.Take<AuthorizeRequest>().Length > 0;
        Assert.Single(rig.Take<StartTransactionRequest>());
        rig.Raise(new CableChanged(1, IsPlugged: false));
        return !asked;
    }
}
