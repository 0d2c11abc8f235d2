using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Busbar.Cloud.Api;

/// <summary>Serves the document. It takes some 60 ms to make and never changes, so it is made once, at the first question. Thread safe.</summary>
internal sealed class OpenApiText
{
    private readonly Lazy<Task<byte[]>> _json;

    public OpenApiText([FromKeyedServices(OpenApiSetup.DocumentName)] IOpenApiDocumentProvider provider) =>
        _json = new Lazy<Task<byte[]>>(() => MakeAsync(provider));

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet($"{ApiRoutes.OpenApi}/{OpenApiSetup.DocumentName}.json", async (OpenApiText text) => Results.Bytes(await text._json.Value, "application/json"))
        .AllowAnonymous().ExcludeFromDescription();

    private static async Task<byte[]> MakeAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    }
}
