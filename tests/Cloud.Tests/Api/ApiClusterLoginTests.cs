using System.Net;
using Busbar.Cloud.Api;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Store.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Logins where several API processes stand behind one proxy.</summary>
public sealed class ApiClusterLoginTests(PostgresFixture postgres)
{
    private const string Proxy = "10.0.0.1";

    [Fact]
    public async Task A_session_that_one_process_made_is_honoured_by_another_on_the_same_database_and_after_both_have_restarted()
    {
        await using var database = await PostgresStore.OpenAsync(
            await postgres.DatabaseAsync(), TimeProvider.System, NullLogger<PostgresStore>.Instance, TestContext.Current.CancellationToken);
        string? cookie;
        {
            await using var one = await ApiHost.StartAsync(Setup(database));
            await using var two = await ApiHost.StartAsync(Setup(database));
            using var atOne = await one.LogInAsync(Role.Operator);
            cookie = atOne.Cookie;
            using var atTwo = new ApiClient(two.Address, cookie);
            Assert.Equal("operator", (await atTwo.GetJsonAsync("/api/v1/session")).GetProperty("user").GetString());
            Assert.False(Directory.Exists(Path.Combine(one.Setup.Folder!, "keys")));
        }

        await using var later = await ApiHost.StartAsync(Setup(database));
        using var again = new ApiClient(later.Address, cookie);
        Assert.Equal("operator", (await again.GetJsonAsync("/api/v1/session")).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Processes_that_make_their_first_key_at_the_same_time_know_each_others_logins()
    {
        await using var database = await PostgresStore.OpenAsync(
            await postgres.DatabaseAsync(), TimeProvider.System, NullLogger<PostgresStore>.Instance, TestContext.Current.CancellationToken);
        await using var one = await ApiHost.StartAsync(Setup(database));
        await using var two = await ApiHost.StartAsync(Setup(database));
        var logins = await Task.WhenAll(one.LogInAsync(Role.Admin), two.LogInAsync(Role.Admin));
        using var first = new ApiClient(two.Address, logins[0].Cookie);
        using var second = new ApiClient(one.Address, logins[1].Cookie);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/v1/session")).StatusCode);
        foreach (var login in logins) login.Dispose();
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_failed_logins_lock_the_one_who_fails()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { TrustedProxies = [Proxy] });
        using var client = host.Anonymous();
        for (var n = 0; n < LoginGuard.FailuresPerUser; n++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(client, Proxy, "203.0.113.7", "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(client, Proxy, "203.0.113.7", ApiHost.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(client, Proxy, "198.51.100.9, 203.0.113.7", ApiHost.Password));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(client, Proxy, "203.0.113.8", ApiHost.Password));
    }

    [Fact]
    public async Task What_a_stranger_says_of_his_address_changes_nothing()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { TrustedProxies = [Proxy] });
        using var client = host.Anonymous();
        for (var n = 0; n < LoginGuard.FailuresPerUser; n++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(client, "203.0.113.7", $"198.51.100.{n}", "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(client, "203.0.113.7", "198.51.100.99", ApiHost.Password));
    }

    private static ApiHostSetup Setup(PostgresStore database) => new() { Store = new FakeStore { LoginKeys = database.LoginKeys } };

    private static async Task<HttpStatusCode> TryAsync(ApiClient client, string peer, string forwardedFor, string password)
    {
        using var response = await client.SendAsync(
            HttpMethod.Post, "/api/v1/session", $$"""{"user":"admin","password":"{{password}}"}""", (ApiHost.RemoteHeader, peer), ("X-Forwarded-For", forwardedFor));
        return response.StatusCode;
    }
}
