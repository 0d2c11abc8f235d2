using System.Text;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>Sites for tests of the topics.</summary>
internal static class VesecPlans
{
    /// <summary>Guns GUN1 to GUN5 with two per device, so that D3 has one; GUN4 has an SECC.</summary>
    public static SitePlan Five(string url = "mqtt://127.0.0.1:1883", double staleAfterS = 30) => SitePlan.Parse(
        Encoding.UTF8.GetBytes($$"""
            {
              "id": "five",
              "buses": [{ "id": "b", "address": "memory:five" }],
              "modules": [{ "id": "M{n}", "count": 3, "family": "uugreen", "bus": "b", "address": 1, "maxW": 40000, "maxA": 133, "minV": 150, "maxV": 1000 }],
              "guns": [
                { "id": "GUN{n}", "count": 3, "secc": false, "maxW": 240000, "maxA": 500, "minV": 200, "maxV": 920, "board": { "bus": "b", "address": 1 } },
                { "id": "GUN4", "maxW": 240000, "maxA": 500, "board": { "bus": "b", "address": 4 } },
                { "id": "GUN5", "secc": false, "maxW": 240000, "maxA": 500, "board": { "bus": "b", "address": 5 } }
              ],
              "matrix": { "boards": [{ "bus": "b", "address": 10 }] },
              "vesec": { "url": "{{url}}", "gunsPerDevice": 2, "staleAfterS": {{staleAfterS.ToString(System.Globalization.CultureInfo.InvariantCulture)}} }
            }
            """), "site.json");
}
