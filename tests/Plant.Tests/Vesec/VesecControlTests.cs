using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Plant.Configuration;
using Busbar.Plant.Tests.Control;
using Busbar.Plant.Vesec;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>The systems' drawing whole: six guns on three devices, nine modules, from the message to closed contactors, with the real controller and the lab's site.</summary>
public sealed class VesecControlTests
{
    [Fact]
    public async Task The_highest_demand_gets_its_modules_first_and_gives_them_back_when_it_is_not_refreshed()
    {
        var plan = SitePlan.Load(Path.Combine(Repo.Root, "examples", "sites", "six-guns-mqtt.json"));
        await using var rig = await ControlRig.StartAsync(plan);
        var site = new VesecSite(rig.Controller);
        var time = new FakeTime();
        var inbox = new VesecInbox(plan, new VesecNumbering(plan), time, new LineLog());
        rig.Run(3);

        // 240 kW are six modules, 110 kW three; nothing is left for 80 kW. A demand of 0 is none.
        Tell("vesec/2/demand/D1", "110");
        Tell("vesec/1/demand/D2", "80");
        Tell("vesec/1/demand/D3", "500");
        Tell("vesec/2/demand/D3", "0");
        rig.RunUntil(() => Modules(rig) is [0, 3, 0, 0, 6, 0], atMostS: 30);
        var gun = rig.Controller.Picture.Guns[4];
        Assert.Equal(240_000, gun.AllocatedW);
        Assert.Contains("\"gun\":\"GUN5\",\"demandW\":500000,\"allocatedW\":240000,\"modules\":[\"M", Encoding.UTF8.GetString(VesecJson.Allocation(gun, new VesecDemand { DemandW = 500_000, At = default })), StringComparison.Ordinal);

        // Only two of them go on asking.
        time.Advance(TimeSpan.FromSeconds(20));
        Tell("vesec/2/demand/D1", "110");
        Tell("vesec/1/demand/D2", "{\"value\": 80, \"voltage\": 700}");
        time.Advance(TimeSpan.FromSeconds(10));
        Tell("vesec/1/demand/D3", "NaN");
        rig.RunUntil(() => Modules(rig) is [0, 3, 2, 0, 0, 0], atMostS: 30);

        // One is finished; then all have gone.
        Tell("vesec/2/status/D1", "finished");
        rig.RunUntil(() => Modules(rig) is [0, 0, 2, 0, 0, 0], atMostS: 30);
        time.Advance(TimeSpan.FromSeconds(30));
        Tell("vesec/1/soc/D1", "50");
        rig.RunUntil(() => Modules(rig) is [0, 0, 0, 0, 0, 0], atMostS: 30);
        rig.AssertLawful();

        void Tell(string topic, string payload)
        {
            inbox.Take(new MqttMessage(topic, Encoding.UTF8.GetBytes(payload)));
            var changes = new List<(int Gun, VesecDemand? Demand)>();
            inbox.Collect(changes);
            foreach (var (gun, demand) in changes) site.Demand(gun, demand);
        }
    }

    private static int[] Modules(ControlRig rig) => [.. rig.Controller.Picture.Guns.Select(g => g.Modules.Count)];
}
