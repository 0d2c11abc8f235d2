using Busbar.Cloud.Sites;
using Busbar.Cloud.Store;
using Busbar.Cloud.Twin;
using Busbar.Wire.Ocpp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>
/// How the API, the live view and the console are put into a web application. It needs <c>IStore</c>, <c>ICms</c> and
/// <c>ILiveSource</c> as services, and shows an <c>ISites</c>, an <c>IMqttMonitor</c>, an <c>IDeadLetters</c> or an <c>ICluster</c> if there is one. More readiness checks are added with <c>AddHealthChecks()</c>.
/// </summary>
public static class ApiSetup
{
    /// <summary>Most bytes of a call of a viewer; the longest has a station's id.</summary>
    private const int MaxHubMessageBytes = 4 * 1024;

    private static readonly string[] CompressedTypes =
        ["text/html", "text/css", "text/javascript", "text/plain", "application/javascript", "application/json", "application/problem+json", "image/svg+xml"];

    /// <summary>Adds what the API needs.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message names the setting, its value and what is allowed.</exception>
    public static IServiceCollection AddBusbarApi(this IServiceCollection services, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(' ', faults), nameof(options));

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStationStore>(provider => provider.GetRequiredService<IStore>());
        services.TryAddSingleton<ITransactionStore>(provider => provider.GetRequiredService<IStore>());
        services.TryAddSingleton<IRecordStore>(provider => provider.GetRequiredService<IStore>());
        services.AddSingleton(options);
        services.AddSingleton<ApiClock>();
        services.AddSingleton<ApiMetrics>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<ConsoleFiles>();
        services.AddSingleton(_ => new CommandCatalogue(OcppMessageSet.For(OcppVersion.V16)));
        services.AddSingleton<LivePump>();
        services.AddHostedService(provider => provider.GetRequiredService<LivePump>());
        services.AddSingleton(provider => new ApiDrain(provider.GetRequiredService<LivePump>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SitePump>();
        services.AddHostedService(provider => provider.GetRequiredService<SitePump>());
        services.AddSingleton(provider => new SiteMetrics(provider.GetService<ISites>()));
        services.TryAddSingleton(new TwinServiceOptions());
        services.AddSingleton<TwinService>();
        services.AddStoreHealth();

        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = MaxHubMessageBytes)
            .AddJsonProtocol(protocol => ApiJson.Configure(protocol.PayloadSerializerOptions));
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = static context =>
        {
            context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
            context.ProblemDetails.Extensions.Remove("traceId");
        });
        services.AddResponseCompression(compression => compression.MimeTypes = CompressedTypes);
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.Configure<KestrelServerOptions>(static kestrel => kestrel.AddServerHeader = false);
        AddLogin(services, options);
        services.AddBusbarOpenApi();
        return services;
    }

    /// <summary>Adds the middleware: observation, errors, the console's files, login. Call it first, and only once.</summary>
    public static IApplicationBuilder UseBusbarApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var console = app.ApplicationServices.GetRequiredService<ConsoleFiles>();
        app.ApplicationServices.GetRequiredService<MetricsCollector>();
        app.ApplicationServices.GetRequiredService<SiteMetrics>();
        app.ApplicationServices.GetRequiredService<ApiClock>();

        app.UseMiddleware<ForwardedAddress>();
        app.UseMiddleware<RequestObserver>();
        app.Use(SecurityHeaders.SetAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusPages.AnswerAsync);
        app.UseResponseCompression();
        console.Use(app);
        app.UseRouting();
        app.Use(console.AnswerAsync);
        app.UseMiddleware<SameOriginGuard>();
        app.UseAuthentication();
        app.UseMiddleware<DemoAccess>();
        app.UseAuthorization();
        return app;
    }

    /// <summary>Maps every address of the API, the live view, health and metrics.</summary>
    public static IEndpointRouteBuilder MapBusbarApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var api = endpoints.MapGroup(ApiRoutes.V1).RequireAuthorization(Roles.Viewer)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.AddEndpointFilter(new AuditFilter());
        api.AddEndpointFilter(new InputFilter());
        InfoResource.Map(api);
        SessionResource.Map(api);
        OverviewResource.Map(api);
        ChargersResource.Map(api);
        MeterValuesResource.Map(api);
        MessagesResource.Map(api);
        CommandsResource.Map(api);
        CommandRunsResource.Map(api);
        TransactionsResource.Map(api);
        IdTagsResource.Map(api);
        AlarmsResource.Map(api);
        AuditResource.Map(api);
        DeadLettersResource.Map(api);
        ClusterResource.Map(api);
        UsersResource.Map(api);
        SitesResource.Map(api);
        MqttResource.Map(api);
        TwinResource.Map(api);
        HealthResource.Map(endpoints);
        MetricsResource.Map(endpoints);
        OpenApiText.Map(endpoints);
        endpoints.MapHub<LiveHub>(ApiRoutes.Live, hub => hub.CloseOnAuthenticationExpiration = true);
        return endpoints;
    }

    private static void AddLogin(IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton<Accounts>();
        services.AddSingleton<LoginGuard>();
        services.AddHostedService<FirstAdmin>();
        services.AddDataProtection().SetApplicationName("Busbar");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((management, provider) => management.XmlRepository = Keys(provider, options));
        services.AddAuthentication(LoginCookie.Scheme).AddCookie(cookie => LoginCookie.Configure(cookie, options));
        services.AddAuthorization(Roles.Configure);
    }

    /// <summary>In the database that API processes share, where there is one: what one of them signed, every other knows.</summary>
    private static IXmlRepository Keys(IServiceProvider provider, ApiOptions options) => provider.GetRequiredService<IStore>().LoginKeys is { } kept
        ? new StoredKeys(kept)
        : new FileSystemXmlRepository(KeyFolder(options), provider.GetRequiredService<ILoggerFactory>());

    /// <summary>Whoever reads these keys can make a login, so they are for the owner of the process alone.</summary>
    private static DirectoryInfo KeyFolder(ApiOptions options)
    {
        var path = Path.Combine(options.DataFolder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
