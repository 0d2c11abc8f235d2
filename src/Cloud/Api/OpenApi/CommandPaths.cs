using Microsoft.OpenApi;

namespace Busbar.Cloud.Api;

/// <summary>One path per command, since each has a body of its own; served by the one endpoint with <c>{action}</c>.</summary>
internal static class CommandPaths
{
    private const string Json = "application/json";
    private const string Generic = "/api/v1/chargers/{id}/commands/{action}";

    public static void Add(OpenApiDocument document, CommandCatalogue catalogue)
    {
        if (document.Paths.GetValueOrDefault(Generic)?.Operations?.GetValueOrDefault(HttpMethod.Post) is not { } generic) return;
        generic.RequestBody = Body(new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Payload of the OCPP request; the path of each command says which." });
        foreach (var command in catalogue.Commands) document.Paths[Generic.Replace("{action}", command.Action, StringComparison.Ordinal)] = Path(generic, command);
    }

    private static OpenApiPathItem Path(OpenApiOperation generic, CommandShape command) => new()
    {
        Operations = new Dictionary<HttpMethod, OpenApiOperation>
        {
            [HttpMethod.Post] = new()
            {
                OperationId = $"sendCommand{command.Action}",
                Summary = command.Description,
                Description = generic.Description,
                Tags = generic.Tags,
                Parameters = [.. (generic.Parameters ?? []).Where(parameter => parameter.Name != "action")],
                RequestBody = Body(OpenApiSchemas.Of(command.Schema)),
                Responses = generic.Responses,
                Security = generic.Security,
            },
        },
    };

    private static OpenApiRequestBody Body(OpenApiSchema schema) => new()
    {
        Required = false,
        Description = "An absent body counts as {}.",
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new OpenApiMediaType { Schema = schema } },
    };
}
