using System.Net;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiConsoleTests : IAsyncLifetime
{
    private const string Script = "console.log('busbar');";

    private readonly string _folder = Directory.CreateTempSubdirectory("busbar-console-").FullName;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "wwwroot", "assets"));
        File.WriteAllText(Path.Combine(_folder, "wwwroot", "index.html"), "<!doctype html><title>Busbar</title><script type=module src=/assets/main-1a2b.js></script>");
        File.WriteAllText(Path.Combine(_folder, "wwwroot", "assets", "main-1a2b.js"), string.Concat(Enumerable.Repeat(Script, 100)));
        File.WriteAllText(Path.Combine(_folder, "wwwroot", "favicon.svg"), "<svg/>");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/stations/LAB-1")]
    [InlineData("/index.html")]
    public async Task Every_page_of_the_console_is_its_one_page_and_always_asked_for_anew(string path)
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
        Assert.Contains("<title>Busbar</title>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_name_has_a_hash_is_kept_for_ever_and_sent_compressed()
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        using var response = await client.SendAsync(HttpMethod.Get, "/assets/main-1a2b.js", null, ("Accept-Encoding", "br, gzip"));
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal("br", response.Content.Headers.ContentEncoding.Single());
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.True((await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length < Script.Length * 10);
    }

    [Fact]
    public async Task A_file_is_not_sent_again_to_who_has_it()
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        using var first = await client.GetAsync("/favicon.svg");
        using var second = await client.SendAsync(HttpMethod.Get, "/favicon.svg", null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("GET", "/assets/gone-9z.js")]
    [InlineData("GET", "/api/v2/chargers")]
    [InlineData("GET", "/healthy/../health/nothing")]
    [InlineData("GET", "/live/nothing")]
    [InlineData("POST", "/stations/LAB-1")]
    [InlineData("GET", "/../secret.txt")]
    public async Task What_is_no_page_is_404_as_a_problem(string method, string path)
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        await client.JsonAsync(new HttpMethod(method), path, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/main-1a2b.js")]
    [InlineData("/api/v1/info")]
    [InlineData("/api/v1/chargers")]
    public async Task Every_answer_carries_the_headers_that_bind_the_browser(string path)
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        using var response = await client.GetAsync(path);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
        if (path.StartsWith("/api", StringComparison.Ordinal)) Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Without_a_built_console_the_page_says_how_to_build_it()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Anonymous();
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("npm run build", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(host.Log, line => line.Contains("The console is not built", StringComparison.Ordinal));
    }

    private Task<ApiHost> StartAsync() => ApiHost.StartAsync(new ApiHostSetup { Folder = _folder });
}
