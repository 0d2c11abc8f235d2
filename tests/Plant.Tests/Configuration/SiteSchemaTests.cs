using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.Plant.Configuration;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Configuration;

/// <summary>docs/site.schema.json and docs/site.md name every key that the reader knows, and none that it does not.</summary>
public sealed class SiteSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repo.Root, "docs", "site.schema.json"))).RootElement;

    public static TheoryData<Type, string> Objects => new()
    {
        { typeof(SiteFile), "" },
        { typeof(SiteFile.BusEntry), "bus" },
        { typeof(SiteFile.FeederEntry), "feeder" },
        { typeof(SiteFile.ModuleEntry), "module" },
        { typeof(SiteFile.GunEntry), "gun" },
        { typeof(SiteFile.BoardEntry), "gunBoard" },
        { typeof(SiteFile.MatrixEntry), "matrix" },
        { typeof(SiteFile.BoardRange), "contactorBoards" },
        { typeof(SiteFile.BlockEntry), "block" },
        { typeof(SiteFile.ContactorEntry), "contactor" },
        { typeof(PepPlan), "pep" },
        { typeof(OcppPlan), "ocpp" },
        { typeof(VesecPlan), "vesec" },
    };

    [Theory, MemberData(nameof(Objects))]
    public void The_schema_has_the_keys_of_the_reader(Type type, string definition)
    {
        var schema = definition.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(definition);
        Assert.Equal(Keys(type).Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var needed = schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!) : [];
        Assert.Equal(Members(type).Where(m => m.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null).Select(NameOf).Order(StringComparer.Ordinal), needed.Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Theory, MemberData(nameof(Objects))]
    public void The_schema_has_the_defaults_of_the_reader(Type type, string definition)
    {
        if (Members(type).Any(m => m.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null)) return;
        var schema = definition.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(definition);
        var plain = Activator.CreateInstance(type)!;
        foreach (var member in Members(type))
        {
            var value = member.GetValue(plain);
            if (value is null or (IEnumerable and not string) || !member.PropertyType.IsValueType && value is not string) continue;
            Assert.True(schema.GetProperty("properties").GetProperty(NameOf(member)).TryGetProperty("default", out var said), $"{definition}.{NameOf(member)} has no default in the schema.");
            Assert.Equal(JsonSerializer.Serialize(value), said.GetRawText());
        }
    }

    [Fact]
    public void The_page_names_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Repo.Root, "docs", "site.md"));
        var unnamed = Objects.SelectMany(row => Keys(row.Data.Item1).Select(key => (In: row.Data.Item2, Key: key)))
            .Where(k => !page.Contains($"`{k.Key}`", StringComparison.Ordinal) && !page.Contains($"`{k.In}.{k.Key}`", StringComparison.Ordinal) && k.Key != "$schema");
        Assert.Empty(unnamed);
    }

    [Fact]
    public void A_file_may_say_where_its_schema_is()
    {
        var plan = SitePlan.Parse(
            """
            {
              "$schema": "site.schema.json", "id": "x", "buses": [{ "id": "b", "address": "memory:b" }],
              "modules": [{ "id": "M1", "family": "infy", "bus": "b", "address": 1, "maxW": 1000, "maxA": 10, "minV": 150, "maxV": 1000 }],
              "guns": [{ "id": "G1", "maxW": 1000, "maxA": 10, "board": { "bus": "b", "address": 1 } }],
              "matrix": { "boards": [{ "bus": "b", "address": 2 }] }
            }
            """u8, "test");
        Assert.Equal("x", plan.Id);
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    private static IEnumerable<string> Keys(Type type) => Members(type).Select(NameOf);

    private static string NameOf(PropertyInfo member) => member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);
}
