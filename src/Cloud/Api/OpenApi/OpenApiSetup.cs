using Busbar.Cloud.Bus;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Busbar.Cloud.Api;

/// <summary>The document <c>/openapi/v1.json</c>, OpenAPI 3.1: made from the endpoints themselves, so that it cannot lag behind them.</summary>
internal static class OpenApiSetup
{
    public const string DocumentName = "v1";

    private const string CookieScheme = "cookie";
    private const string Json = "application/json";

    private static readonly string[] Suffixes = ["Shape", "View", "Row"];

    public static IServiceCollection AddBusbarOpenApi(this IServiceCollection services) => services.AddSingleton<OpenApiText>().AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => type.Type == typeof(RawJson) ? null : Plain(OpenApiOptions.CreateDefaultSchemaReferenceId(type));
        options.AddSchemaTransformer((schema, context, _) =>
        {
            AddType(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            AddInput(operation, context);
            AddLogin(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, context, _) =>
        {
            Describe(document);
            CommandPaths.Add(document, context.ApplicationServices.GetRequiredService<CommandCatalogue>());
            return Task.CompletedTask;
        });
    });

    /// <summary>The names of our records without what they are to us.</summary>
    private static string? Plain(string? name) =>
        Suffixes.FirstOrDefault(suffix => name?.EndsWith(suffix, StringComparison.Ordinal) ?? false) is { } known ? name![..^known.Length] : name;

    /// <summary>The framework cannot see what our own converters write.</summary>
    private static void AddType(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var missing = plain == typeof(DateTimeOffset) ? JsonSchemaType.String : plain == typeof(double) ? JsonSchemaType.Number : default(JsonSchemaType?);
        if (missing is not null) schema.Type = plain == type ? missing : missing | JsonSchemaType.Null;
        if (plain == typeof(RawJson)) schema.Description = "Any JSON value.";
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Busbar",
            Version = ProcessSelf.Version,
            Description =
                "Charging stations, their transactions, meter values, messages and alarms, and commands to them. Times are UTC, units are in the "
                + "names. Refusals are problem details (RFC 9457). Lists page by key: limit, after, and the header X-Next-After. What changes is "
                + "also sent over the SignalR hub /live.",
        };
        document.Servers = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[CookieScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = LoginCookie.Name,
            Description = "Set by POST /api/v1/session. Demo mode needs none from the machine itself.",
        };
    }

    private static void AddInput(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var input = context.Description.ActionDescriptor.EndpointMetadata.OfType<InputShape>().LastOrDefault();
        if (input is null) return;
        foreach (var parameter in input.Query)
        {
            var schema = OpenApiSchemas.Of(parameter.Rule.Schema);
            if (parameter.Default is { } value) schema.Default = System.Text.Json.JsonSerializer.SerializeToNode(value);
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description, Schema = schema });
        }

        if (input.Query.Contains(Paging.Limit)) AddPageHeaders(operation);
        if (input.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = !body.MayBeEmpty,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new OpenApiMediaType { Schema = OpenApiSchemas.Of(body) } },
            };
        }
    }

    private static void AddPageHeaders(OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault("200") is not OpenApiResponse page) return;
        page.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            [Paging.NextAfterHeader] = Header("The value of after for the next page; absent on the last page."),
            ["Link"] = Header("The address of the next page (RFC 8288), rel=\"next\"; absent on the last page."),
        };
    }

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static void AddLogin(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any()) return;
        var role = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).LastOrDefault(policy => policy is not null) ?? Roles.Viewer;
        operation.Description = string.Join(' ', new[] { operation.Description, $"Needs the role {role}." }.Where(text => !string.IsNullOrEmpty(text)));
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(CookieScheme, context.Document)] = [] }];
    }
}
