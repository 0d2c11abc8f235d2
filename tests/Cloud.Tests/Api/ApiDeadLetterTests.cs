using System.Net;
using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Tests.Bus;
using Busbar.Tests;
using RabbitMQ.Client;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Events that could not be taken, over REST.</summary>
[Collection(RabbitCollection.Name)]
public sealed class ApiDeadLetterTests
{
    private const string Path = "/api/v1/dead-letters";

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?after=1", "after")]
    public async Task A_wrong_question_is_told_what_is_allowed(string query, string field)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, DeadLetters = new FakeDeadLetters() });
        using var client = host.Anonymous();
        var problem = await client.GetProblemAsync(Path + query, HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task A_single_process_has_none_and_says_why()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        var answer = await client.GetJsonAsync(Path);
        Assert.Equal((false, 0, 0), (answer.GetProperty("broker").GetBoolean(), answer.GetProperty("count").GetInt64(), answer.GetProperty("letters").GetArrayLength()));
        await client.JsonAsync(HttpMethod.Post, $"{Path}/a/replay", HttpStatusCode.NotFound);
        await client.JsonAsync(HttpMethod.Delete, $"{Path}/a", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Letters_are_listed_with_everything_that_is_known_of_them()
    {
        var dead = new FakeDeadLetters();
        dead.Put("a-1");
        dead.Put("a-2", stationId: null, body: "nonsense");
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, DeadLetters = dead });
        using var client = host.Anonymous();
        var first = (await client.GetJsonAsync($"{Path}?limit=1")).GetProperty("letters").EnumerateArray().Single();
        Assert.Equal(("a-1", "report", "CP1", 5), (first.GetProperty("id").GetString(), first.GetProperty("kind").GetString(), first.GetProperty("chargerId").GetString(), first.GetProperty("attempts").GetInt32()));
        Assert.Equal("InvalidOperationException: cannot be stored", first.GetProperty("why").GetString());
        Assert.Equal(FakeCms.Noon, first.GetProperty("firstSeenAt").GetDateTimeOffset());
        Assert.Equal(FakeCms.Noon.AddMinutes(1), first.GetProperty("deadSinceAt").GetDateTimeOffset());
        Assert.Equal("CP1", first.GetProperty("payload").GetProperty("station").GetString());

        var all = await client.GetJsonAsync(Path);
        Assert.True(all.GetProperty("broker").GetBoolean());
        Assert.Equal(2, all.GetProperty("count").GetInt64());
        Assert.Equal(JsonValueKind.Null, all.GetProperty("letters")[1].GetProperty("chargerId").ValueKind);
        Assert.Equal("nonsense", all.GetProperty("letters")[1].GetProperty("payload").GetString());
    }

    [Fact]
    public async Task A_letter_is_replayed_or_discarded_once()
    {
        var dead = new FakeDeadLetters();
        dead.Put("a-1");
        dead.Put("a-2");
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { DeadLetters = dead });
        using var admin = await host.LogInAsync(Role.Admin);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync(HttpMethod.Post, $"{Path}/a-1/replay")).StatusCode);
        Assert.Equal(["a-1"], dead.Replayed);
        var problem = await admin.JsonAsync(HttpMethod.Post, $"{Path}/a-1/replay", HttpStatusCode.NotFound);
        Assert.Contains("'a-1'", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync(HttpMethod.Delete, $"{Path}/a-2")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.SendAsync(HttpMethod.Delete, $"{Path}/a-2")).StatusCode);
        Assert.Equal(0, (await admin.GetJsonAsync(Path)).GetProperty("count").GetInt64());
        Assert.Contains(host.Log, line => line.Contains("admin discards the dead letter a-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_reads_and_changes_nothing_and_a_viewer_does_not_read()
    {
        var dead = new FakeDeadLetters();
        dead.Put("a-1");
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { DeadLetters = dead });
        using var @operator = await host.LogInAsync(Role.Operator);
        Assert.Equal(1, (await @operator.GetJsonAsync(Path)).GetProperty("count").GetInt64());
        Assert.Equal(HttpStatusCode.Forbidden, (await @operator.SendAsync(HttpMethod.Post, $"{Path}/a-1/replay")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await @operator.SendAsync(HttpMethod.Delete, $"{Path}/a-1")).StatusCode);
        using var viewer = await host.LogInAsync(Role.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync(Path)).StatusCode);
        Assert.Single(dead.Letters);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_503_and_says_when_to_ask_again()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, DeadLetters = new FakeDeadLetters { IsAway = true } });
        using var client = host.Anonymous();
        using var response = await client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Over_RabbitMQ_an_event_that_failed_is_listed_and_replayed_and_one_that_cannot_be_read_is_discarded()
    {
        await using var rig = new RabbitRig();
        await rig.BeginAsync();
        var healed = false;
        var cms = new TestCms { Event = (_, _) => Volatile.Read(ref healed) ? ValueTask.CompletedTask : throw new InvalidOperationException("cannot be stored") };
        await RabbitRig.AllShardsAsync(await rig.WorkerAsync(cms, options: rig.Options with { Attempts = 2 }));
        var gateway = await rig.GatewayAsync(new TestGateway());
        var bus = await rig.OperatorAsync();
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true, DeadLetters = bus.DeadLetters });
        using var client = host.Anonymous();
        Assert.Empty(await LettersAsync(client, 0));

        await gateway.PublishAsync(new StationLinkTrouble("BAD", 1, FakeCms.Noon, "late", "7"), CancellationToken.None);
        var letter = (await LettersAsync(client, 1))[0];
        Assert.Equal(("BAD", "trouble", 2), (letter.GetProperty("chargerId").GetString(), letter.GetProperty("kind").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.Contains("cannot be stored", letter.GetProperty("why").GetString(), StringComparison.Ordinal);
        Volatile.Write(ref healed, true);
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Post, $"{Path}/{letter.GetProperty("id").GetString()}/replay")).StatusCode);
        await RabbitRig.UntilAsync(() => cms.Taken.Any(e => e.StationId == "BAD"), "the replayed one is taken");
        Assert.Empty(await LettersAsync(client, 0));

        await using (var channel = await (await rig.StrangerAsync()).CreateChannelAsync())
        {
            var properties = new BasicProperties { Type = "report", MessageId = "../a b" };
            await channel.BasicPublishAsync("cms.events.dead", "event.0.X", mandatory: false, properties, "nonsense"u8.ToArray());
        }

        var unreadable = (await LettersAsync(client, 1))[0];
        Assert.Equal("nonsense", unreadable.GetProperty("payload").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, $"{Path}/{unreadable.GetProperty("id").GetString()}")).StatusCode);
        Assert.Empty(await LettersAsync(client, 0));
    }

    /// <summary>The letters, once there are as many as expected.</summary>
    private static async Task<JsonElement[]> LettersAsync(ApiClient client, int count)
    {
        JsonElement answer = default;
        await Until.TrueAsync(
            async () => (answer = await client.GetJsonAsync(Path)).GetProperty("count").GetInt64() == count,
            () => $"there are {answer.GetProperty("count")} dead letters; {count} are expected",
            TimeSpan.FromMinutes(2));
        return [.. answer.GetProperty("letters").EnumerateArray()];
    }
}
