using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.Cloud.Sites;

namespace Busbar.Cloud.Api;

/// <summary>Words of sites are in camelCase (<c>cableCheck</c>, <c>stuckOpen</c>), as site controllers write them.</summary>
internal sealed class SiteWordConverter : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter CamelCase = new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && typeToConvert.Namespace == typeof(SiteView).Namespace;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => CamelCase.CreateConverter(typeToConvert, options);
}
