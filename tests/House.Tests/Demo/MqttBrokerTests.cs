using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Demo;

/// <summary>The broker in the hub: listens, is shown, is steered, obeys its settings. The clients here speak 3.1.1 byte by byte.</summary>
public sealed class MqttBrokerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_hub_runs_a_broker_that_API_health_and_metrics_show_and_an_operator_steers()
    {
        using var folder = new TempFolder();
        await using var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        using var client = await ConnectAsync(hub, "house/1", expected: 0);
        await client.WriteAsync(Subscribe("house/#"));
        Assert.Equal([0x90, 3, 0, 1, 1], await ReadAsync(client));

        using (var response = await hub.Client.PostAsJsonAsync("/api/v1/mqtt/publish", new { topic = "house/lamp", payload = "on", retain = true }, TestContext.Current.CancellationToken))
            Assert.Equal(204, (int)response.StatusCode);
        var message = await ReadAsync(client);
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
        await Eventually.TrueAsync("rates are measured", Patience, async () => (await hub.GetAsync("/api/v1/mqtt/rates")).GetArrayLength() > 0);

        using (var response = await hub.Client.DeleteAsync("/api/v1/mqtt/clients/house/1", TestContext.Current.CancellationToken))
            Assert.Equal(204, (int)response.StatusCode);
        Assert.Empty(await ReadAsync(client));
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
        (await ConnectAsync(hub, "pack-7", expected: 5)).Dispose();
        (await ConnectAsync(hub, "pack-7", expected: 4, "pack-7", "wrong")).Dispose();
        (await ConnectAsync(hub, "pack-8", expected: 4, "pack-7", "correct horse")).Dispose();
        using var client = await ConnectAsync(hub, "pack-7", expected: 0, "pack-7", "correct horse");
        await client.WriteAsync(Subscribe("pulsebms/north/pack-7/#"));
        Assert.Equal([0x90, 3, 0, 1, 1], await ReadAsync(client));
        await client.WriteAsync(Subscribe("pulsebms/#"));
        Assert.Equal([0x90, 3, 0, 1, 0x80], await ReadAsync(client));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<string> HashAsync(string password)
    {
        var start = new ProcessStartInfo(HubProcess.Executable, ["mqtt", "hash-password", "--rounds", "1000"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(password);
        process.StandardInput.Close();
        var hash = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
        return hash.Trim();
    }

    private static async Task<NetworkStream> ConnectAsync(HubProcess hub, string clientId, byte expected, string? user = null, string? password = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(hub.Mqtt!.Host, hub.Mqtt.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        byte[] credentials = user is null ? [] : [.. Field(user), .. Field(password!)];
        byte[] body = [.. Field("MQTT"), 4, (byte)(user is null ? 0x02 : 0xC2), 0, 60, .. Field(clientId), .. credentials];
        await stream.WriteAsync((byte[])[0x10, (byte)body.Length, .. body]);
        Assert.Equal([0x20, 2, 0, expected], await ReadAsync(stream));
        return stream;
    }

    private static byte[] Subscribe(string filter)
    {
        byte[] body = [0, 1, .. Field(filter), 1];
        return [0x82, (byte)body.Length, .. body];
    }

    private static byte[] Field(string text)
    {
        var field = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(field.Length - 2));
        Encoding.UTF8.GetBytes(text, field.AsSpan(2));
        return field;
    }

    /// <summary>One packet of less than 128 bytes; empty at the end of the stream.</summary>
    private static async Task<byte[]> ReadAsync(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(Patience);
        var head = new byte[2];
        if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, limit.Token) < 2) return [];
        var packet = new byte[2 + head[1]];
        head.CopyTo(packet, 0);
        await stream.ReadExactlyAsync(packet.AsMemory(2), limit.Token);
        return packet;
    }
}
