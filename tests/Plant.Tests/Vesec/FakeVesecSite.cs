using System.Collections.Concurrent;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Vesec;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>A site that keeps what it is asked for, and looks as a test wants.</summary>
internal sealed class FakeVesecSite(SitePlan plan) : IVesecSite
{
    private SitePicture _picture = First(plan);

    public SitePlan Plan { get; } = plan;

    public SitePicture Picture => Volatile.Read(ref _picture);

    /// <summary>Calls in their order.</summary>
    public ConcurrentQueue<(int Gun, VesecDemand? Demand)> Calls { get; } = new();

    /// <summary>What each gun was asked for last.</summary>
    public ConcurrentDictionary<int, VesecDemand?> Last { get; } = new();

    /// <summary>Thrown at each call.</summary>
    public Exception? Failure { get; set; }

    public void Demand(int gun, VesecDemand? demand)
    {
        Calls.Enqueue((gun, demand));
        Last[gun] = demand;
        if (Failure is { } failure) throw failure;
    }

    /// <summary>Another picture from now on.</summary>
    public void Show(int gun, Func<GunPicture, GunPicture> change)
    {
        var guns = Picture.Guns.ToArray();
        guns[gun] = change(guns[gun]);
        Volatile.Write(ref _picture, Picture with { Guns = guns });
    }

    public static GunPicture Gun(GunPlan plan) =>
        new(plan, new GunStatus { IsOperative = true }, GunMeter.Unknown, default, [], 0, Limit.Watts(plan.MaxW, "gun"), null, default, null);

    private static SitePicture First(SitePlan plan) => new()
    {
        At = default,
        Policy = plan.Policy,
        Limit = Limit.Watts(120_000, "modules"),
        Totals = new SiteTotals(0, 0, 0, 120_000),
        Modules = [],
        Contactors = [],
        Guns = [.. plan.Guns.Select(Gun)],
    };
}
