using System.Net;
using System.Text;
using System.Text.Json;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Mqtt;

namespace Busbar.Cloud.Tests.Api;

/// <summary>The MQTT broker over REST.</summary>
public sealed class ApiMqttTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_broker_every_address_says_so(bool stopped)
    {
        var setup = new ApiHostSetup { Demo = true, Mqtt = stopped ? new FakeMqtt { IsRunning = false } : null };
        await using var host = await ApiHost.StartAsync(setup);
        using var client = host.Anonymous();
        foreach (var path in (string[])["/api/v1/mqtt", "/api/v1/mqtt/rates", "/api/v1/mqtt/clients", "/api/v1/mqtt/clients/a", "/api/v1/mqtt/retained"])
        {
            var problem = await client.GetProblemAsync(path, HttpStatusCode.NotFound);
            Assert.Contains("No MQTT broker runs in this process", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/v1/mqtt/clients?sort=colour", "sort")]
    [InlineData("/api/v1/mqtt/clients?state=asleep", "state")]
    [InlineData("/api/v1/mqtt/clients?limit=0", "limit")]
    [InlineData("/api/v1/mqtt/clients?sort=queued&after=x", "after")]
    [InlineData("/api/v1/mqtt/retained?filter=a%23", "filter")]
    [InlineData("/api/v1/mqtt/retained?filter=$share/g/a", "filter")]
    public async Task A_wrong_question_is_told_what_is_allowed(string path, string field)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        var problem = await client.GetProblemAsync(path, HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Theory]
    [InlineData("""{}""", "topic")]
    [InlineData("""{"topic":"a/+"}""", "topic")]
    [InlineData("""{"topic":"$SYS/broker/uptime"}""", "topic")]
    [InlineData("""{"topic":"a","qos":3}""", "qos")]
    [InlineData("""{"topic":"a","payload":"x","payloadBase64":"eA=="}""", "payloadBase64")]
    [InlineData("""{"topic":"a","payloadBase64":"%"}""", "payloadBase64")]
    [InlineData("""{"topic":"a","expiresInS":0}""", "expiresInS")]
    [InlineData("""{"topic":"a","colour":"red"}""", "colour")]
    public async Task A_message_that_cannot_be_published_is_told_why(string body, string field)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        var problem = await client.JsonAsync(HttpMethod.Post, "/api/v1/mqtt/publish", HttpStatusCode.BadRequest, body);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
        Assert.Empty(host.Mqtt.Published);
    }

    [Fact]
    public async Task The_broker_is_shown_with_its_rates()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Mqtt.Put(FakeMqtt.Client("a"));
        host.Mqtt.Put(FakeMqtt.Client("b", connected: false));
        host.Mqtt.Trouble = "the disk is full";
        using var client = host.Anonymous();
        var broker = await client.GetJsonAsync("/api/v1/mqtt");
        Assert.Equal((1883, 1, 2), (broker.GetProperty("port").GetInt32(), broker.GetProperty("connections").GetInt32(), broker.GetProperty("sessions").GetInt32()));
        Assert.Equal(JsonValueKind.Null, broker.GetProperty("tlsPort").ValueKind);
        Assert.Equal(1.5, broker.GetProperty("rates").GetProperty("messagesInPerS").GetDouble());
        Assert.Equal(1, broker.GetProperty("totals").GetProperty("dropped").GetInt64());
        Assert.Equal("the disk is full", broker.GetProperty("trouble").GetString());
        Assert.Equal(1, (await client.GetJsonAsync("/api/v1/mqtt/rates")).GetArrayLength());
    }

    [Fact]
    public async Task Clients_are_searched_filtered_and_sorted()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Mqtt.Put(FakeMqtt.Client("pack-1", messagesInPerS: 5));
        host.Mqtt.Put(FakeMqtt.Client("pack-2", messagesInPerS: 9, identity: "truck"));
        host.Mqtt.Put(FakeMqtt.Client("gun-1", connected: false));
        using var client = host.Anonymous();
        Assert.Equal(["gun-1", "pack-1", "pack-2"], await IdsAsync(""));
        Assert.Equal(["pack-2", "pack-1", "gun-1"], await IdsAsync("?sort=messagesIn&order=desc"));
        Assert.Equal(["pack-1", "pack-2"], await IdsAsync("?search=PACK"));
        Assert.Equal(["pack-2"], await IdsAsync("?search=truck"));
        Assert.Equal(["gun-1"], await IdsAsync("?state=disconnected"));

        async Task<string[]> IdsAsync(string query) =>
            [.. (await client.GetJsonAsync($"/api/v1/mqtt/clients{query}")).EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("site/north/pack 7", "site/north/pack%207")]
    [InlineData("50%", "50%25")]
    public async Task A_client_is_shown_with_its_subscriptions_whatever_its_id(string id, string inPath)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Mqtt.Put(FakeMqtt.Client(id));
        using var client = host.Anonymous();
        var detail = await client.GetJsonAsync($"/api/v1/mqtt/clients/{inPath}");
        Assert.Equal(id, detail.GetProperty("client").GetProperty("id").GetString());
        var subscription = detail.GetProperty("subscriptions").EnumerateArray().Single();
        Assert.Equal(("a/#", 1, true, 7), (subscription.GetProperty("filter").GetString(), subscription.GetProperty("qos").GetInt32(), subscription.GetProperty("noLocal").GetBoolean(), subscription.GetProperty("subscriptionId").GetInt32()));
    }

    [Fact]
    public async Task A_client_is_disconnected_and_its_session_forgotten()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        host.Mqtt.Put(FakeMqtt.Client("a"));
        using var client = host.Anonymous();
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/none")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/a")).StatusCode);
        var problem = await client.JsonAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/a", HttpStatusCode.Conflict);
        Assert.Contains("session=true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/a?session=true")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.SendAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/a?session=true")).StatusCode);
    }

    [Fact]
    public async Task Kept_messages_are_listed_by_filter()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        (host.Mqtt.Kept["a/1"], host.Mqtt.Kept["a/2"], host.Mqtt.Kept["b"]) = ("one", "two", "three");
        using var client = host.Anonymous();
        Assert.Equal(3, (await client.GetJsonAsync("/api/v1/mqtt/retained")).GetArrayLength());
        var rows = (await client.GetJsonAsync("/api/v1/mqtt/retained?filter=a/%2B")).EnumerateArray().ToArray();
        Assert.Equal([("a/1", "one"), ("a/2", "two")], rows.Select(row => (row.GetProperty("topic").GetString()!, row.GetProperty("text").GetString()!)));
    }

    [Fact]
    public async Task A_message_is_published_as_it_was_given()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        await Publish("""{"topic":"a/b","payload":"héllo","qos":2,"retain":true,"expiresInS":60,"contentType":"text/plain"}""");
        await Publish("""{"topic":"bytes","payloadBase64":"AP8="}""");
        await Publish("""{"topic":"empty"}""");
        var all = host.Mqtt.Published.ToArray();
        Assert.Equal(("a/b", "héllo", MqttQos.ExactlyOnce, true, true), (all[0].Topic, Encoding.UTF8.GetString(all[0].Payload.Span), all[0].Qos, all[0].Retain, all[0].PayloadIsText));
        Assert.Equal((TimeSpan.FromMinutes(1), "text/plain"), (all[0].ExpiresIn, all[0].ContentType));
        Assert.Equal([0x00, 0xff], all[1].Payload.ToArray());
        Assert.False(all[1].PayloadIsText);
        Assert.Equal((0, MqttQos.AtMostOnce, false), (all[2].Payload.Length, all[2].Qos, all[2].Retain));

        async Task Publish(string body)
        {
            using var response = await client.SendAsync(HttpMethod.Post, "/api/v1/mqtt/publish", body);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_disconnect()
    {
        await using var host = await ApiHost.StartAsync();
        host.Mqtt.Put(FakeMqtt.Client("a"));
        using var viewer = await host.LogInAsync(Role.Viewer);
        Assert.Equal(1, (await viewer.GetJsonAsync("/api/v1/mqtt/clients")).GetArrayLength());
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(HttpMethod.Delete, "/api/v1/mqtt/clients/a")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SendAsync(HttpMethod.Post, "/api/v1/mqtt/publish", """{"topic":"a"}""")).StatusCode);
        Assert.True(host.Mqtt.Known["a"].Connected);
    }
}
