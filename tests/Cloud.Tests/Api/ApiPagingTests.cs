using System.Net;
using System.Text.Json;
using Busbar.Cloud.Api;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Api;

/// <summary>The law of paging: walking the pages gives every row exactly once, in order, whatever the size of a page.</summary>
public sealed class ApiPagingTests
{
    private const int Rows = 23;

    [Theory]
    [InlineData("/api/v1/chargers", "id")]
    [InlineData("/api/v1/chargers?order=desc", "id")]
    [InlineData("/api/v1/chargers?sort=vendor", "id")]
    [InlineData("/api/v1/chargers?sort=power&order=desc", "id")]
    [InlineData("/api/v1/chargers?sort=power", "id")]
    [InlineData("/api/v1/chargers?sort=lastSeen", "id")]
    [InlineData("/api/v1/chargers?sort=status&order=desc", "id")]
    [InlineData("/api/v1/chargers/S00/meter-values", "key")]
    [InlineData("/api/v1/messages", "id")]
    [InlineData("/api/v1/chargers/S00/messages", "id")]
    [InlineData("/api/v1/transactions", "id")]
    [InlineData("/api/v1/id-tags", "tag")]
    [InlineData("/api/v1/alarms", "id")]
    [InlineData("/api/v1/audit", "id")]
    [InlineData("/api/v1/users", "name")]
    [InlineData("/api/v1/mqtt/clients", "id")]
    [InlineData("/api/v1/mqtt/clients?sort=messagesIn&order=desc", "id")]
    [InlineData("/api/v1/mqtt/clients?sort=connectedAt", "id")]
    [InlineData("/api/v1/mqtt/retained", "topic")]
    public async Task Walking_the_pages_gives_each_row_exactly_once(string path, string key)
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var (whole, next, _) = await PageAsync(client, $"{path}{separator}limit=1000", key);
        Assert.Equal(Rows, whole.Length);
        Assert.Equal(Rows, whole.Distinct(StringComparer.Ordinal).Count());
        Assert.Null(next);
        foreach (var limit in new[] { 1, 5, Rows - 1, Rows, Rows + 1 })
        {
            var walked = new List<string>();
            string? after = null;
            do
            {
                (var page, after, _) = await PageAsync(client, $"{path}{separator}limit={limit}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", key);
                Assert.True(page.Length <= limit);
                Assert.True(after is null || page.Length == limit);
                walked.AddRange(page);
                Assert.True(walked.Count <= Rows, "The walk does not end.");
            }
            while (after is not null);
            Assert.Equal(whole, walked);
        }
    }

    [Fact]
    public async Task The_link_header_leads_through_the_same_pages()
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        var walked = new List<string>();
        string? path = "/api/v1/chargers?sort=vendor&status=connected&limit=4";
        while (path is not null)
        {
            (var page, _, path) = await PageAsync(client, path, "id");
            walked.AddRange(page);
        }

        var (whole, _, _) = await PageAsync(client, "/api/v1/chargers?sort=vendor&status=connected&limit=1000", "id");
        Assert.True(whole.Length is > 4 and < Rows);
        Assert.Equal(whole, walked);
    }

    [Fact]
    public async Task Rows_that_come_and_go_between_pages_neither_hide_nor_repeat_others()
    {
        await using var host = await StartAsync();
        using var client = host.Anonymous();
        var (first, after, _) = await PageAsync(client, "/api/v1/chargers?limit=10", "id");
        await host.Cms.DeleteStationAsync(first[^1], TestContext.Current.CancellationToken);
        await host.Cms.DeleteStationAsync(first[0], TestContext.Current.CancellationToken);
        host.Cms.Put(FakeCms.Station("A-earlier"));
        var (rest, _, _) = await PageAsync(client, $"/api/v1/chargers?limit=1000&after={after}", "id");
        Assert.Equal(Rows - 10, rest.Length);
        Assert.Empty(first.Intersect(rest, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("plain-1")]
    [InlineData("~tilde")]
    [InlineData("with blank")]
    [InlineData("Grüße €")]
    [InlineData("1\n2\nvendor")]
    [InlineData("")]
    public void A_key_of_any_text_travels_through_a_header_and_back(string key)
    {
        var encoded = PageKey.Encode(key);
        Assert.All(encoded, c => Assert.InRange(c, '!', '~'));
        Assert.True(PageKey.TryDecode(encoded, out var decoded));
        Assert.Equal(new PageKey(key, null), decoded);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ü😀")]
    public void A_key_too_long_for_an_address_travels_as_its_beginning_and_is_found_among_the_rows(string letters)
    {
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => string.Concat(Enumerable.Repeat(letters, 2_000)) + i)];
        foreach (var key in keys)
        {
            var encoded = PageKey.Encode(key);
            Assert.InRange(encoded.Length, 900, PageKey.MaxLength);
            Assert.All(encoded, c => Assert.InRange(c, '!', '~'));
            Assert.True(PageKey.TryDecode(encoded, out var decoded));
            Assert.StartsWith(decoded.Text, key, StringComparison.Ordinal);
            Assert.Equal(key, decoded.Resolve(keys));
            Assert.Equal(decoded.Text, decoded.Resolve(keys.Where(other => other != key)));
        }
    }

    [Theory]
    [InlineData("~~")]
    [InlineData("~~0123456789abcde")]
    [InlineData("~~0123456789abcdef!")]
    [InlineData("~!")]
    public async Task A_key_that_nobody_gave_out_is_400(string after)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, WithUsers = false });
        using var client = host.Anonymous();
        await client.GetProblemAsync($"/api/v1/chargers?after={Uri.EscapeDataString(after)}", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/api/v1/mqtt/clients", "id")]
    [InlineData("/api/v1/mqtt/clients?order=desc", "id")]
    [InlineData("/api/v1/mqtt/clients?sort=messagesIn", "id")]
    [InlineData("/api/v1/mqtt/retained", "topic")]
    [InlineData("/api/v1/chargers?sort=vendor", "id")]
    public async Task Lists_with_ids_of_thousands_of_characters_are_walked_to_their_end(string path, string key)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, WithUsers = false });
        using var client = host.Anonymous();
        string[] ids = [.. Enumerable.Range(0, 7).Select(i => new string('a', 60_000) + i)];
        foreach (var id in ids)
        {
            host.Cms.Put(FakeCms.Station(id));
            host.Mqtt.Put(FakeMqtt.Client(id, connected: true, messagesInPerS: 1));
            host.Mqtt.Kept[id] = "kept";
        }

        var walked = new List<string>();
        string? after = null;
        do
        {
            (var page, after, _) = await PageAsync(client, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", key);
            walked.AddRange(page);
            Assert.True(walked.Count <= ids.Length, "The walk does not end.");
        }
        while (after is not null);
        Assert.Equal(ids, walked.Order(StringComparer.Ordinal));
    }

    private static async Task<(string[] Keys, string? NextAfter, string? NextPath)> PageAsync(ApiClient client, string path, string key)
    {
        using var response = await client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        var keys = json.RootElement.EnumerateArray().Select(row => row.GetProperty(key).ToString()).ToArray();
        var next = response.Headers.TryGetValues("X-Next-After", out var values) ? values.Single() : null;
        var link = response.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
        Assert.Equal(next is null, link is null);
        return (keys, next, link?.Replace("<", "", StringComparison.Ordinal).Replace(">; rel=\"next\"", "", StringComparison.Ordinal));
    }

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, WithUsers = false });
        var ct = TestContext.Current.CancellationToken;
        await host.Store.DeleteUserAsync("admin", ct);
        for (var i = 0; i < Rows; i++)
        {
            var at = FakeCms.Noon.AddMinutes(i);
            host.Cms.Put(FakeCms.Station(
                $"S{i:00}", connected: i % 3 != 0, vendor: i % 4 == 0 ? null : $"Vendor {i % 3} ü", powerW: i % 5 == 0 ? null : i % 7 * 1000, openAlarms: i % 2,
                status: i % 3 == 1 ? "Charging" : "Available", lastSeenAt: at.AddMinutes(-(i % 6))));
            host.Mqtt.Put(FakeMqtt.Client($"client {i:00} ü", connected: i % 2 == 0, messagesInPerS: i % 5));
            host.Mqtt.Kept[$"topic/{i:00} ü"] = "kept";
            host.Store.Points.Add(("S00", new MeterPoint(i, 1, null, at, "Current.Import", null, null, "Sample.Periodic", "A", i, i, i, 1)));
            host.Store.Messages.Add(new MessageRow(i, "S00", at, true, "Heartbeat", $"m{i}", "{}", "{}", null, null, 1, 0));
            host.Store.Transactions.Add(Transaction(i + 1, at));
            await host.Store.SaveIdTagAsync(new IdTagRow($"Tag {i:00} ü", false, null, null, false, null, at), ct);
            host.Store.Alarms.Add(new AlarmRow(i + 1, "S00", 1, "station.fault", AlarmSeverity.Info, "text", null, at, at, null, null, null, null));
            await host.Store.SaveAuditAsync(new AuditRow(0, at, "user", null, "Reset", "S00", null, 200, null), ct);
            await host.Store.SaveUserAsync(new UserRow($"user {i:00}", Role.Viewer, "hash", at, null), ct);
        }

        // The API remembers users for a while; these were made behind its back.
        host.Time.Advance(TimeSpan.FromMinutes(1));
        return host;
    }

    private static TransactionRow Transaction(long id, DateTimeOffset at) =>
        new(id, "S00", 1, "DEMO", at, at, 0, null, at.AddMinutes(5), at.AddMinutes(5), 100, "Local", "DEMO", 100, "Accepted", false);
}
