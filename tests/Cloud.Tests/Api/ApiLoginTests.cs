using System.Net;
using System.Text.RegularExpressions;
using Busbar.Cloud.Api;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiLoginTests
{
    [Fact]
    public async Task A_login_sets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        using var response = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("ADMIN", ApiHost.Password));
        Assert.Equal("""{"user":"admin","role":"Admin","demo":false}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cookie = response.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_tells_who_it_is_and_ends_with_its_cookie()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = await host.LogInAsync(Role.Operator);
        var session = await client.GetJsonAsync("/api/v1/session");
        Assert.Equal("operator", session.GetProperty("user").GetString());
        Assert.Equal("Operator", session.GetProperty("role").GetString());
        using var response = await client.SendAsync(HttpMethod.Delete, "/api/v1/session");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("busbar=", ApiClient.CookieOf(response));
    }

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_get_the_same_answer()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        var unknown = await client.JsonAsync(HttpMethod.Post, "/api/v1/session", HttpStatusCode.Unauthorized, Credentials("nobody", "x"));
        var wrong = await client.JsonAsync(HttpMethod.Post, "/api/v1/session", HttpStatusCode.Unauthorized, Credentials("admin", "x"));
        Assert.Equal(wrong.GetRawText(), unknown.GetRawText());
    }

    [Fact]
    public async Task Five_failures_lock_the_pair_of_user_and_address_and_nobody_else()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        for (var i = 0; i < LoginGuard.FailuresPerUser; i++)
        {
            using var wrong = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("admin", "wrong"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("Admin", ApiHost.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal("30", locked.Headers.GetValues("Retry-After").Single());
        using var other = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("viewer", ApiHost.Password));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var elsewhere = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("admin", ApiHost.Password), (ApiHost.RemoteHeader, "192.0.2.7"));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);

        host.Time.Advance(TimeSpan.FromSeconds(31));
        using var after = await client.SendAsync(HttpMethod.Post, "/api/v1/session", Credentials("admin", ApiHost.Password));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public void An_address_that_guesses_at_many_users_is_locked_and_its_neighbours_in_the_same_network_too()
    {
        var time = new Busbar.Tests.FakeTime();
        var guard = new LoginGuard(time);
        var address = IPAddress.Parse("2001:db8:0:1::1");
        for (var i = 0; i < LoginGuard.FailuresPerAddress; i++) guard.Failed(address, $"user{i}");
        Assert.NotNull(guard.Wait(IPAddress.Parse("2001:db8:0:1::2"), "someone"));
        Assert.Null(guard.Wait(IPAddress.Parse("2001:db8:0:2::1"), "someone"));
    }

    [Fact]
    public void The_lock_doubles_up_to_a_quarter_of_an_hour()
    {
        var time = new Busbar.Tests.FakeTime();
        var guard = new LoginGuard(time);
        for (var i = 0; i < LoginGuard.FailuresPerUser - 1; i++) guard.Failed(IPAddress.Loopback, "a");
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            guard.Failed(IPAddress.Loopback, "a");
            var wait = guard.Wait(IPAddress.Loopback, "a")!.Value;
            waits.Add(wait.TotalSeconds);
            time.Advance(wait);
        }

        Assert.Equal([30, 60, 120, 240, 480, 900, 900], waits);
    }

    [Fact]
    public void The_memory_of_failures_is_bounded()
    {
        var guard = new LoginGuard(new Busbar.Tests.FakeTime());
        for (var i = 0; i < LoginGuard.FailuresPerUser; i++) guard.Failed(IPAddress.Loopback, "first");
        for (var i = 0; i < LoginGuard.Capacity; i++) guard.Failed(new IPAddress(i + 1), "user");
        Assert.Null(guard.Wait(IPAddress.Loopback, "first"));
    }

    [Fact]
    public async Task The_first_start_makes_an_admin_whose_password_is_in_the_log_once_and_in_the_store_as_a_hash()
    {
        var setup = new ApiHostSetup { WithUsers = false };
        string password;
        await using (var host = await ApiHost.StartAsync(setup))
        {
            var line = Assert.Single(host.Log, line => line.Contains("password '", StringComparison.Ordinal));
            password = Regex.Match(line, "password '(?<password>[a-z0-9]{20})'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["password"].Value;
            using var client = await host.LogInAsync("admin", password);
            Assert.Equal("Admin", (await client.GetJsonAsync("/api/v1/session")).GetProperty("role").GetString());
        }

        var user = Assert.Single(await setup.Store.ReadUsersAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(password, user.PasswordHash, StringComparison.Ordinal);
        setup.Log.Clear();
        setup.Folder = null;
        await using var again = await ApiHost.StartAsync(setup);
        Assert.DoesNotContain(again.Log, line => line.Contains("password '", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("busbar-keys-").FullName;
        try
        {
            var store = new FakeStore();
            string cookie;
            await using (var host = await ApiHost.StartAsync(new ApiHostSetup { Folder = folder, Store = store }))
            {
                using var client = await host.LogInAsync(Role.Viewer);
                cookie = client.Cookie!;
            }

            await using var again = await ApiHost.StartAsync(new ApiHostSetup { Folder = folder, Store = store, WithUsers = false });
            using var returning = new ApiClient(again.Address, cookie);
            Assert.Equal("viewer", (await returning.GetJsonAsync("/api/v1/session")).GetProperty("user").GetString());
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(folder, "keys")) & others);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_login_slides_with_use_and_ends_twelve_hours_after_the_last()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = await host.LogInAsync(Role.Viewer);
        host.Time.Advance(TimeSpan.FromHours(7));
        using var used = await client.GetAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        using var renewed = new ApiClient(host.Address, ApiClient.CookieOf(used));
        host.Time.Advance(TimeSpan.FromHours(11));
        await renewed.GetJsonAsync("/api/v1/session");
        await client.GetProblemAsync("/api/v1/session", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"role":"Viewer"}""")]
    [InlineData("""{"role":"Operator","password":"another password"}""")]
    public async Task A_change_of_role_or_password_ends_the_logins_made_before(string change)
    {
        await using var host = await ApiHost.StartAsync();
        using var @operator = await host.LogInAsync(Role.Operator);
        using var admin = await host.LogInAsync(Role.Admin);
        await @operator.GetJsonAsync("/api/v1/session");
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/users/operator", HttpStatusCode.OK, change);
        await @operator.GetProblemAsync("/api/v1/session", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_forged_cookie_is_no_login()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new ApiClient(host.Address, "busbar=CfDJ8AAAA");
        await client.GetProblemAsync("/api/v1/session", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task One_can_still_log_in_while_the_store_takes_no_writes()
    {
        await using var host = await ApiHost.StartAsync();
        host.Store.Health = host.Store.Health with { Writable = false, Reason = "The disk is full." };
        using var client = await host.LogInAsync(Role.Viewer);
        await client.GetJsonAsync("/api/v1/session");
    }

    private static string Credentials(string user, string password) => $$"""{"user":"{{user}}","password":"{{password}}"}""";
}
