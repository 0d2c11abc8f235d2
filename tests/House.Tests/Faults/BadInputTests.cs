using System.Diagnostics;
using System.Text.Json;
using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Faults;

/// <summary>One hub for all tests of bad input: what one test does to it, the next would notice.</summary>
public sealed class BadInputHub : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    internal HubProcess Hub { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Hub = await HubProcess.StartAsync(_folder.Path, "demo", "--world", "none");

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Messages that break the rules: the right CALLERROR, and the station beside notices nothing.</summary>
public sealed partial class BadInputTests(BadInputHub running) : IClassFixture<BadInputHub>
{
    private const int MaxGarbageInARow = 10;
    private static readonly TimeSpan SmoothLatency = TimeSpan.FromSeconds(2);

    private HubProcess Hub => running.Hub;

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("{\"a\":1}")]
    public Task What_is_not_OCPP_J_gets_a_ProtocolError_and_the_tenth_in_a_row_closes_1007(string garbage) => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("GARBAGE");
        AssertError(await peer.AskAsync(garbage), "-1", "ProtocolError");
        await peer.HeartbeatAsync(); // Still open; and the row begins anew.
        for (var i = 1; i < MaxGarbageInARow; i++) AssertError(await peer.AskAsync(garbage), "-1", "ProtocolError");
        await peer.SendAsync(garbage);
        Assert.Equal(1007, await peer.ReadToCloseAsync());
    });

    [Fact]
    public Task Ten_calls_in_a_row_that_break_off_behind_their_head_close_1007() => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("CUT");
        for (var i = 1; i < MaxGarbageInARow; i++) AssertError(await peer.AskAsync(Cut(i)), $"cut{i}", "ProtocolError|FormationViolation");
        await peer.SendAsync(Cut(MaxGarbageInARow));
        Assert.Equal(1007, await peer.ReadToCloseAsync());

        static string Cut(int i) => $"[2,\"cut{i}\",\"Heartbeat\",";
    });

    [Theory]
    [InlineData("{\"a\":1}", "-1", "ProtocolError")] // Not an array.
    [InlineData("[]", "-1", "ProtocolError")]
    [InlineData("[2,\"cut\",\"Heartbeat\",", "cut", "ProtocolError|FormationViolation")]
    [InlineData("[7,\"seven\",\"Heartbeat\",{}]", "seven", "ProtocolError")] // No such message type.
    [InlineData("[\"2\",\"text\",\"Heartbeat\",{}]", "text", "ProtocolError")]
    [InlineData("[2,\"none\",\"Authorize\"]", "none", "OccurenceConstraintViolation")] // Read as {}, which lacks the idTag.
    [InlineData("[2,\"more\",\"Heartbeat\",{},{}]", "more", "ProtocolError")]
    [InlineData("[2,\"array\",\"Authorize\",[]]", "array", "FormationViolation|TypeConstraintViolation")]
    [InlineData("[2,\"unknown\",\"MakeCoffee\",{}]", "unknown", "NotImplemented")]
    [InlineData("[2,\"case\",\"heartbeat\",{}]", "case", "NotImplemented")]
    [InlineData("[2,\"ours\",\"RemoteStartTransaction\",{\"idTag\":\"DEMO\"}]", "ours", "NotSupported")]
    [InlineData("[2,\"type\",\"StatusNotification\",{\"connectorId\":{},\"errorCode\":\"NoError\",\"status\":\"Available\"}]", "type", "TypeConstraintViolation")]
    [InlineData("[2,\"enum\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Asleep\"}]", "enum", "PropertyConstraintViolation")]
    [InlineData("[2,\"twice\",\"Authorize\",{\"idTag\":\"A\",\"idTag\":\"B\"}]", "twice", "FormationViolation|OccurenceConstraintViolation|PropertyConstraintViolation")]
    public Task A_broken_message_gets_its_code_and_the_socket_stays_open(string message, string id, string codes) => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("BROKEN");
        AssertError(await peer.AskAsync(message), id, codes);
        await peer.HeartbeatAsync();
    });

    [Fact]
    public Task A_numeric_message_id_is_answered_with_its_digits_as_text() => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("NUMERIC");
        AssertResult(await peer.AskAsync("[2,4711,\"Heartbeat\",{}]"), "4711");
    });

    [Fact]
    public Task A_call_repeated_with_the_same_bytes_gets_the_same_answer() => BesideANeighbourAsync(async _ =>
    {
        const string Start = "[2,\"start\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"DEMO\",\"meterStart\":5,\"timestamp\":\"2026-01-01T00:00:00Z\"}]";
        using var peer = await ConnectAsync("REPEAT");
        var first = await peer.AskAsync(Start);
        AssertResult(first, "start");
        Assert.Equal(first.GetRawText(), (await peer.AskAsync(Start)).GetRawText());
    });

    [Theory]
    [InlineData("[2,\"ok\",\"Heartbeat\"]")]
    [InlineData("[2,\"ok\",\"Heartbeat\",null]")]
    [InlineData("[2,\"ok\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Available\",\"timestamp\":\"2026-01-01T12:00:00\"}]")] // No zone.
    public Task Small_sins_of_real_stations_are_forgiven(string message) => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("SMALL");
        AssertResult(await peer.AskAsync(message), "ok");
    });

    [Fact]
    public Task Text_may_be_too_long_up_to_500_characters_and_no_further() => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("LONG");
        AssertResult(await peer.AskAsync(Boot("fits", 500)), "fits");
        AssertError(await peer.AskAsync(Boot("long", 501)), "long", "PropertyConstraintViolation");

        static string Boot(string id, int length) => $"[2,\"{id}\",\"BootNotification\",{{\"chargePointVendor\":\"{new string('v', length)}\",\"chargePointModel\":\"m\"}}]";
    });

    [Fact]
    public Task A_reply_to_nothing_is_not_answered() => BesideANeighbourAsync(async _ =>
    {
        using var peer = await ConnectAsync("REPLY");
        await peer.SendAsync("[3,\"nobody-asked\",{}]");
        await peer.SendAsync("[4,\"nobody-asked\",\"GenericError\",\"\",{}]");
        await peer.HeartbeatAsync(); // The next answer is this one's.
    });

    private static void AssertError(JsonElement answer, string id, string codes)
    {
        Assert.Equal((4, id), (answer[0].GetInt32(), answer[1].GetString()));
        Assert.Contains(answer[2].GetString(), codes.Split('|'));
        Assert.False(string.IsNullOrEmpty(answer[3].GetString()), "The description must say what is wrong.");
    }

    private static void AssertResult(JsonElement answer, string id) => Assert.True(answer[0].GetInt32() == 3 && answer[1].GetString() == id, answer.GetRawText());

    private Task<WirePeer> ConnectAsync(string id) => WirePeer.ConnectAsync(Hub, id);

    /// <summary>Does something bad beside a healthy station; afterwards the station has noticed nothing and the hub is the same process, and ready.</summary>
    private async Task BesideANeighbourAsync(Func<Neighbour, Task> doBad)
    {
        var pid = Hub.Pid;
        await using var neighbour = await Neighbour.StartAsync(Hub);
        await doBad(neighbour);
        await neighbour.NoticedNothingAsync();
        using var process = Process.GetProcessById(pid);
        Assert.False(process.HasExited, Hub.Output);
        Assert.Equal("Healthy", (await Hub.GetAsync("/health/ready")).GetProperty("status").GetString());
    }
}
