using System.Net;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiDemoTests
{
    [Fact]
    public async Task In_demo_mode_this_machine_is_admin_without_login()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        Assert.Equal("""{"user":"demo","role":"Admin","demo":true}""", (await client.GetJsonAsync("/api/v1/session")).GetRawText());
        await client.GetJsonAsync("/api/v1/users");
        Assert.True((await client.GetJsonAsync("/api/v1/info")).GetProperty("demo").GetBoolean());
    }

    [Fact]
    public async Task Without_demo_mode_this_machine_has_to_log_in_too()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        await client.GetProblemAsync("/api/v1/session", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(ApiHost.RemoteHeader, "192.0.2.7")]
    [InlineData(ApiHost.RemoteHeader, "::ffff:192.0.2.7")]
    [InlineData("Host", "evil.example:8080")]
    [InlineData("Host", "localhost.evil.example")]
    [InlineData("Host", "192.168.1.20:8080")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Demo_mode_is_not_for_requests_that_may_come_from_elsewhere(string header, string value)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        using var response = await client.SendAsync(HttpMethod.Get, "/api/v1/session", null, (header, value));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:8080")]
    [InlineData("::1", "[::1]:8080")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    public async Task Demo_mode_knows_this_machine_by_all_its_names(string remote, string hostHeader)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        using var response = await client.SendAsync(HttpMethod.Get, "/api/v1/session", null, (ApiHost.RemoteHeader, remote), ("Host", hostHeader));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_stranger_can_log_in_to_a_demo_with_a_password()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        using var response = await client.SendAsync(
            HttpMethod.Post, "/api/v1/session", $$"""{"user":"viewer","password":"{{ApiHost.Password}}"}""", (ApiHost.RemoteHeader, "192.0.2.7"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://ops.example.com", HttpStatusCode.OK)]
    [InlineData("OWN", HttpStatusCode.OK)]
    public async Task Another_sites_page_cannot_change_anything_even_in_demo_mode(string origin, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, AllowedOrigins = ["https://ops.example.com"] });
        using var client = host.Anonymous();
        var header = origin == "OWN" ? host.Address.GetLeftPart(UriPartial.Authority) : origin;
        using var put = await client.SendAsync(HttpMethod.Put, "/api/v1/id-tags/X", "{}", ("Origin", header));
        Assert.Equal(expected, put.StatusCode);
        using var live = await client.SendAsync(HttpMethod.Get, "/live", null, ("Origin", header));
        Assert.Equal(expected == HttpStatusCode.Forbidden, live.StatusCode == HttpStatusCode.Forbidden);
        using var read = await client.SendAsync(HttpMethod.Get, "/api/v1/id-tags", null, ("Origin", header));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.False(read.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task In_demo_mode_the_live_view_needs_no_login_either()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        await using var hub = await RawHub.ConnectAsync(host, cookie: null);
        Assert.False((await hub.InvokeAsync("watchFleet")).TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_form_of_another_site_is_refused_for_its_content_type_alone()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var http = new HttpClient { BaseAddress = host.Address };
        using var form = new FormUrlEncodedContent([new("blocked", "true")]);
        using var response = await http.PutAsync(new Uri("/api/v1/id-tags/X", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }
}
