using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Mqtt;
using Busbar.Cloud.Sites;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Tests.Api;

/// <summary>The API on a real port of this machine, over fakes, with one clock.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    /// <summary>Header by which a test says where its request comes from; read by a middleware of the test alone.</summary>
    public const string RemoteHeader = "Test-Remote";

    public const string Password = "correct horse";

    private static readonly string Hash = new PasswordHasher<UserRow>().HashPassword(new UserRow("", Role.Viewer, "", default, null), Password);

    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private ApiHost(WebApplication app, ApiHostSetup setup, bool ownsFolder)
    {
        (_app, Setup, _ownsFolder) = (app, setup, ownsFolder);
        Address = new Uri(app.Urls.Single());
    }

    public ApiHostSetup Setup { get; }

    public Uri Address { get; }

    public FakeStore Store => Setup.Store;

    public FakeCms Cms => Setup.Cms;

    public FakeLive Live => Setup.Live;

    public FakeMqtt Mqtt => Setup.Mqtt!;

    public FakeTime Time => Setup.Time;

    public ConcurrentQueue<string> Log => Setup.Log;

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiHost> StartAsync(ApiHostSetup? given = null)
    {
        var setup = given ?? new ApiHostSetup();
        var ownsFolder = setup.Folder is null;
        setup.Folder ??= Directory.CreateTempSubdirectory("busbar-api-").FullName;
        if (setup.WithUsers) await AddUsersAsync(setup.Store);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(new QueueLogger(setup.Log));
        builder.Services.AddSingleton<TimeProvider>(setup.Time);
        builder.Services.AddSingleton<IStore>(setup.Store);
        builder.Services.AddSingleton<ICms>(setup.Cms);
        builder.Services.AddSingleton<ILiveSource>(setup.Live);
        if (setup.Mqtt is { } mqtt) builder.Services.AddSingleton<IMqttMonitor>(mqtt);
        if (setup.DeadLetters is { } dead) builder.Services.AddSingleton(dead);
        if (setup.Cluster is { } cluster) builder.Services.AddSingleton(cluster);
        if (setup.Self) builder.Services.AddSingleton(p => new ProcessSelf("gateway,cms,api", p.GetRequiredService<HealthCheckService>(), setup.Time) { Stations = static () => 7 });
        if (setup.Sites is { } sites) builder.Services.AddSingleton<ISites>(sites);
        builder.Services.AddBusbarApi(new ApiOptions
        {
            Demo = setup.Demo,
            DataFolder = setup.Folder,
            ConsoleFolder = Path.Combine(setup.Folder, "wwwroot"),
            AllowedOrigins = setup.AllowedOrigins,
            TrustedProxies = setup.TrustedProxies,
            OcppPort = static () => 9000,
        });
        var app = builder.Build();
        app.Use((http, next) =>
        {
            if (http.Request.Headers.TryGetValue(RemoteHeader, out var remote)) http.Connection.RemoteIpAddress = IPAddress.Parse(remote.ToString());
            return next(http);
        });
        app.UseBusbarApi();
        app.MapBusbarApi();
        await app.StartAsync();
        return new ApiHost(app, setup, ownsFolder);
    }

    /// <summary>A client without login.</summary>
    public ApiClient Anonymous() => new(Address, cookie: null);

    /// <summary>A client that is logged in.</summary>
    public async Task<ApiClient> LogInAsync(Role role) => await LogInAsync(role.ToString().ToLowerInvariant(), Password);

    public async Task<ApiClient> LogInAsync(string user, string password)
    {
        using var client = Anonymous();
        using var response = await client.SendAsync(HttpMethod.Post, "/api/v1/session", $$"""{"user":"{{user}}","password":"{{password}}"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new ApiClient(Address, ApiClient.CookieOf(response));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Setup.Folder!, recursive: true);
    }

    private static async Task AddUsersAsync(FakeStore store)
    {
        foreach (var role in Enum.GetValues<Role>())
            await store.SaveUserAsync(new UserRow(role.ToString().ToLowerInvariant(), role, Hash, FakeCms.Noon, null), CancellationToken.None);
    }

    private sealed class QueueLogger(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>What a host is made of.</summary>
internal sealed class ApiHostSetup
{
    public ApiHostSetup() => Cms = new FakeCms(Store);

    public bool Demo { get; init; }

    public bool WithUsers { get; init; } = true;

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public string? Folder { get; set; }

    public FakeTime Time { get; } = new(FakeCms.Noon);

    public FakeStore Store { get; init; } = new();

    public FakeCms Cms { get; }

    public FakeLive Live { get; } = new();

    /// <summary>Null for a host without a broker.</summary>
    public FakeMqtt? Mqtt { get; init; } = new();

    /// <summary>Null for a host whose bus is its own.</summary>
    public IDeadLetters? DeadLetters { get; init; }

    /// <summary>Null for a host whose bus is its own.</summary>
    public ICluster? Cluster { get; init; }

    /// <summary>Whether the host knows what it is.</summary>
    public bool Self { get; init; }

    /// <summary>Null for a host that no site controller reports to.</summary>
    public FakeSites? Sites { get; init; }

    public ConcurrentQueue<string> Log { get; } = new();
}

/// <summary>A client that handles its cookie itself: the test's clock is not the machine's, which would drop cookies as expired.</summary>
internal sealed class ApiClient(Uri address, string? cookie) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    public string? Cookie => cookie;

    public static string? CookieOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Single().Split(';')[0] : null;

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Sends, expects the status, and gives the JSON of the answer.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, HttpStatusCode expected, string? json = null)
    {
        using var response = await SendAsync(method, path, json);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        var media = response.Content.Headers.ContentType?.MediaType;
        Assert.Equal((int)expected >= 400 && path != "/health/ready" ? "application/problem+json" : "application/json", media);
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<JsonElement> GetJsonAsync(string path) => JsonAsync(HttpMethod.Get, path, HttpStatusCode.OK);

    public Task<JsonElement> GetProblemAsync(string path, HttpStatusCode expected) => JsonAsync(HttpMethod.Get, path, expected);

    public void Dispose() => _http.Dispose();
}
