using System.Net;
using Busbar.Cloud.Store;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiErrorTests
{
    [Fact]
    public async Task Our_own_failure_is_a_500_whose_reference_the_log_has_too_and_whose_cause_stays_inside()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Store.Failure = new InvalidOperationException("the cause that is nobody's business");
        using var client = host.Anonymous();
        using var response = await client.GetAsync("/api/v1/transactions");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("nobody's business", text, StringComparison.Ordinal);
        Assert.True(response.Headers.Contains("Content-Security-Policy"));
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var reference = json.RootElement.GetProperty("reference").GetString()!;
        Assert.Contains(host.Log, line => line.Contains(reference, StringComparison.Ordinal) && line.Contains("nobody's business", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_takes_no_writes_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Store.Failure = new StoreUnavailableException("The disk is full.");
        using var client = host.Anonymous();
        using var response = await client.GetAsync("/api/v1/transactions");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("5", response.Headers.GetValues("Retry-After").Single());
        Assert.Contains("The disk is full.", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_changes_something_is_one_log_line()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        await client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/X", HttpStatusCode.OK, "{}");
        await client.GetJsonAsync("/api/v1/id-tags/X");
        var line = Assert.Single(host.Log, line => line.StartsWith("Information", StringComparison.Ordinal) && line.Contains("/api/v1/", StringComparison.Ordinal));
        Assert.Contains("PUT /api/v1/id-tags/X 200", line, StringComparison.Ordinal);
        Assert.Contains("user demo", line, StringComparison.Ordinal);
    }
}
