using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary>The broker in the hub: listens, is shown, is steered, obeys its settings. The clients here speak 3.1.1 byte by byte.</summary>
public sealed class MqttBrokerTests
{
    [Fact]
    public async Task The_hub_runs_a_broker_that_API_health_and_metrics_show_and_an_operator_steers()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        using var client = await MqttPeer.ConnectAsync(hub, "house/1", expected: 0);
        await client.WriteAsync(MqttPeer.Subscribe("house/#"));
        Assert.Equal([0x90, 3, 0, 1, 1], await MqttPeer.ReadAsync(client));

        using (var response = await hub.Client.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic = "house/lamp", payload = "on", retain = true }, TestContext.Current.CancellationToken))
            Assert.Equal(204, (int)response.StatusCode);
        var message = await MqttPeer.ReadAsync(client);
        Assert.Equal(0x30, message[0] & 0xF0);
        Assert.EndsWith("house/lampon", Encoding.UTF8.GetString(message), StringComparison.Ordinal);

        var kept = Assert.Single((await hub.GetAsync("/api/v1/mqtt/retained?filter=house/%2B")).EnumerateArray());
        Assert.Equal(("house/lamp", "on"), (kept.GetProperty("topic").GetString(), kept.GetProperty("text").GetString()));
        var detail = await hub.GetAsync("/api/v1/mqtt/clients/house/1");
        Assert.Equal(("3.1.1", "anonymous", true), (Text(detail.GetProperty("client"), "version"), Text(detail.GetProperty("client"), "identity"), detail.GetProperty("client").GetProperty("connected").GetBoolean()));
        Assert.Equal("house/#", Text(Assert.Single(detail.GetProperty("subscriptions").EnumerateArray()), "filter"));
        Assert.Equal(hub.Mqtt!.Port, (await hub.GetAsync("/api/v1/mqtt")).GetProperty("port").GetInt32());
        Assert.Contains((await hub.GetAsync("/health/ready")).GetProperty("checks").EnumerateArray(), check => Text(check, "name") == "mqtt" && Text(check, "status") == "Healthy");
        Assert.Contains("busbar_mqtt_connections 1", await hub.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await hub.GetAsync("/api/v1/mqtt/rates")).GetArrayLength() > 0, "rates are measured");

        using (var response = await hub.Client.DeleteAsync("/api/v1/mqtt/clients/house/1", TestContext.Current.CancellationToken))
            Assert.Equal(204, (int)response.StatusCode);
        Assert.Empty(await MqttPeer.ReadAsync(client));
    }

    [Fact]
    public async Task What_is_kept_outlives_the_hub()
    {
        using var folder = new TempFolder();
        await using (var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none"))
        {
            using var response = await hub.Client.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic = "kept", payload = "still here", qos = 1, retain = true }, TestContext.Current.CancellationToken);
            Assert.Equal(204, (int)response.StatusCode);
            await hub.KillAsync();
        }

        await using var again = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        Assert.Equal("still here", Text(Assert.Single((await again.GetAsync("/api/v1/mqtt/retained?filter=kept")).EnumerateArray()), "text"));
    }

    [Fact]
    public async Task A_hub_without_a_broker_says_so()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), """{ "Mqtt": { "Enabled": false } }""", TestContext.Current.CancellationToken);
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        Assert.Null(hub.Mqtt);
        using var response = await hub.Client.GetAsync("/api/v1/mqtt", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("Mqtt:Enabled", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_rules_of_the_settings_hold()
    {
        using var folder = new TempFolder();
        var settings = $$"""
            { "Mqtt": { "Access": {
              "Anonymous": "Never",
              "Users": [{ "Name": "pack-7", "PasswordHash": "{{await HashAsync("correct horse")}}", "ClientIds": ["pack-7"], "Attributes": { "site": "north" } }],
              "Rules": [{ "Who": "pack-7", "Topic": "pulsebms/{site}/{clientId}/#" }]
            } } }
            """;
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), settings, TestContext.Current.CancellationToken);
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        (await MqttPeer.ConnectAsync(hub, "pack-7", expected: 5)).Dispose();
        (await MqttPeer.ConnectAsync(hub, "pack-7", expected: 4, "pack-7", "wrong")).Dispose();
        (await MqttPeer.ConnectAsync(hub, "pack-8", expected: 4, "pack-7", "correct horse")).Dispose();
        using var client = await MqttPeer.ConnectAsync(hub, "pack-7", expected: 0, "pack-7", "correct horse");
        await client.WriteAsync(MqttPeer.Subscribe("pulsebms/north/pack-7/#"));
        Assert.Equal([0x90, 3, 0, 1, 1], await MqttPeer.ReadAsync(client));
        await client.WriteAsync(MqttPeer.Subscribe("pulsebms/#"));
        Assert.Equal([0x90, 3, 0, 1, 0x80], await MqttPeer.ReadAsync(client));
    }

    [Fact]
    public async Task The_commands_publish_and_subscribe_and_say_what_went_wrong()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        var url = $"mqtt://127.0.0.1:{hub.Mqtt!.Port}";
        Assert.Equal((0, "", ""), await RunAsync("mqtt", "pub", "--url", url, "-t", "a/b", "-m", "hello", "-q", "2", "-r", "--property", "x=1"));
        Assert.Equal((0, "a/b hello", ""), await RunAsync("mqtt", "sub", "--url", url, "-t", "a/#", "-v", "-C", "1", "-W", "10", "--protocol", "3.1.1"));
        var (code, line, _) = await RunAsync("mqtt", "sub", "--url", url.Replace("mqtt://", "ws://", StringComparison.Ordinal), "-t", "a/#", "--json", "-C", "1", "-W", "10");
        Assert.Equal((0, """{"topic":"a/b","qos":0,"retain":true,"userProperties":[["x","1"]],"payload":"hello"}"""), (code, line));
        Assert.Equal((2, "", ""), await RunAsync("mqtt", "sub", "--url", url, "-t", "silence", "-C", "1", "-W", "0.3"));
        var (failed, _, why) = await RunAsync("mqtt", "pub", "--url", url, "-t", "a/#");
        Assert.Equal(1, failed);
        Assert.Contains("wildcard", why, StringComparison.Ordinal);
        (failed, _, why) = await RunAsync("mqtt", "sub", "--url", "mqtt://127.0.0.1:1", "-t", "a");
        Assert.Equal(1, failed);
        Assert.Contains("mqtt://127.0.0.1:1", why, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(HubProcess.Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().SoonAsync();
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<string> HashAsync(string password)
    {
        var start = new ProcessStartInfo(HubProcess.Executable, ["mqtt", "hash-password", "--rounds", "1000"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        var hash = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().SoonAsync();
        Assert.Equal(0, process.ExitCode);
        return hash.Trim();
    }
}
