using System.Text;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Sites;

/// <summary>The site of a demo: cabinets of six guns and nine modules each, as examples/sites/six-guns.json has one. Pure.</summary>
internal static class BuiltInSite
{
    /// <summary>Guns when nobody asks for another number.</summary>
    public const int Guns = 6;

    /// <summary>Most guns: 24 cabinets.</summary>
    public const int MostGuns = 144;

    private const int GunsPerCabinet = 6;
    private const int ModulesPerCabinet = 9;
    private const int OutputsPerBoard = 32;
    private const int GridPerGunW = 50_000;

    /// <param name="guns">1 to <see cref="MostGuns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public static SitePlan Of(int guns)
    {
        if (guns is < 1 or > MostGuns) throw new ArgumentOutOfRangeException(nameof(guns), guns, $"Guns of the built-in site; allowed: 1 to {MostGuns}.");
        return guns == Guns ? Example() : SitePlan.Parse(Encoding.UTF8.GetBytes(Json(guns)), $"the built-in site of {guns} guns");
    }

    private static SitePlan Example()
    {
        using var example = typeof(BuiltInSite).Assembly.GetManifestResourceStream("six-guns.json") ?? throw new InvalidOperationException("The six guns are not embedded in this build.");
        using var bytes = new MemoryStream();
        example.CopyTo(bytes);
        return SitePlan.Parse(bytes.ToArray(), "six-guns.json");
    }

    private static string Json(int guns)
    {
        var cabinets = (guns + GunsPerCabinet - 1) / GunsPerCabinet;
        var buses = Enumerable.Range(1, cabinets).Select(c => $$"""{ "id": "cabinet{{c}}", "address": "memory:built-in-{{guns}}-{{c}}" }""");
        var modules = Enumerable.Range(1, cabinets).Select(c =>
            $$"""{ "id": "M{{c}}.{n}", "count": {{ModulesPerCabinet}}, "family": "uugreen", "bus": "cabinet{{c}}", "address": 1, "maxW": 40000, "maxA": 133, "minV": 150, "maxV": 1000 }""");
        var parts = Enumerable.Range(1, guns).Select(g =>
            $$"""{ "id": "GUN{{g}}", "maxW": 240000, "maxA": 500, "board": { "bus": "cabinet{{CabinetOf(g)}}", "address": {{((g - 1) % GunsPerCabinet) + 1}} } }""");
        string[] contactors = [
            .. from c in Enumerable.Range(1, cabinets)
               from m in Enumerable.Range(1, ModulesPerCabinet)
               from g in Enumerable.Range(1, guns)
               where CabinetOf(g) == c
               select $$"""{ "from": "M{{c}}.{{m}}", "to": "GUN{{g}}" }"""];
        var boards = Enumerable.Range(0, (contactors.Length + OutputsPerBoard - 1) / OutputsPerBoard).Select(b =>
            $$"""{ "bus": "cabinet{{Math.Min(cabinets, 1 + (b * OutputsPerBoard / (ModulesPerCabinet * GunsPerCabinet)))}}", "address": {{10 + b}} }""");
        return $$"""
            {
              "id": "guns-{{guns}}", "name": "{{guns}} guns, {{cabinets * ModulesPerCabinet}} modules", "limitW": {{guns * GridPerGunW}},
              "buses": [{{string.Join(", ", buses)}}], "modules": [{{string.Join(", ", modules)}}], "guns": [{{string.Join(", ", parts)}}],
              "matrix": { "contactors": [{{string.Join(", ", contactors)}}], "boards": [{{string.Join(", ", boards)}}] },
              "vesec": { "gunsPerDevice": 2 }
            }
            """;
    }

    private static int CabinetOf(int gun) => ((gun - 1) / GunsPerCabinet) + 1;
}
