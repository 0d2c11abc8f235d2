using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Busbar.Lab.Pep;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Tests;

namespace Busbar.Lab.Tests.Pep;

/// <summary>A PECC that says what a test tells it to, over a connection in memory, on a clock that the test moves.</summary>
internal sealed class ScriptedPecc : IAsyncDisposable
{
    public const string Status = """{"type":"info","kind":"status","payload":{"measuredVoltage":0,"measuredCurrent":0,"drivenVoltage":0,"drivenCurrent":0,"temperature":20,"contactorsStatus":"open","isolationStatus":"invalid","operationalStatus":"OPERATIONAL"}}""";

    private readonly WebSocketConnection _socket;
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private readonly Task _serving;
    private readonly PipePair _pair = new();

    public ScriptedPecc(SeccFaults faults = default, int lastSequence = 0, bool isPatient = false)
    {
        var quiet = new WebSocketOptions { PingInterval = TimeSpan.Zero, SilenceLimit = TimeSpan.Zero, SilenceLimitWithoutPong = TimeSpan.Zero };
        var options = new SeccOptions { Url = new Uri("ws://x/GUN1"), Faults = faults };
        // A busy machine takes longer than the clock that the test moves.
        if (isPatient) options = options with { RequestTimeout = TimeSpan.FromHours(1), StatusTimeout = TimeSpan.FromHours(1) };
        _socket = new WebSocketConnection(_pair.Server, WebSocketRole.Server, quiet, Time);
        Secc = new SeccConnection(
            new WebSocketConnection(_pair.Client, WebSocketRole.Client, quiet, Time), options, Time, lastSequence);
        _reading = ReadAsync();
        _serving = Secc.RunAsync();
    }

    public FakeTime Time { get; } = new();

    public SeccConnection Secc { get; }

    public long BytesReceived => _socket.BytesReceived;

    public async Task SayAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SayStatusAsync(bool operative) => SayAsync(Status.Replace("OPERATIONAL", operative ? "operative" : "inoperative", StringComparison.Ordinal));

    /// <summary>The next message; undefined when it is not JSON.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var text = await _said.Reader.ReadAsync().AsTask().SoonAsync();
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The next message, null at the end of the connection.</summary>
    public async Task<JsonElement?> NextOrEndAsync() => await _said.Reader.WaitToReadAsync() ? await NextAsync() : null;

    public bool TryNext(out string? text) => _said.Reader.TryRead(out text);

    public async Task<string> AskAsync(string kind, string payload)
    {
        await SayAsync($$"""{"type":"request","kind":"{{kind}}","sequenceNumber":1,"payload":{{payload}}}""");
        return (await NextAsync()).GetRawText();
    }

    public async Task ConfigureAsync()
    {
        Assert.Equal("configuration", (await NextAsync()).GetProperty("kind").GetString());
        await SayAsync("""{"type":"response","kind":"configuration","sequenceNumber":1,"payload":{"firmwareVersion":"1","manufacturer":"x","limitVoltageMin":0,"limitVoltageMax":1000,"limitCurrentMin":0,"limitCurrentMax":100,"limitPowerMax":50000,"floatValues":true}}""");
    }

    public Task AdvanceUntilAsync(Task done, double stepMs = 100) => Until.TrueAsync(() => done.IsCompleted, Time, TimeSpan.FromMilliseconds(stepMs), "it has ended");

    public async ValueTask DisposeAsync()
    {
        _pair.Client.Output.Complete();
        _pair.Server.Output.Complete();
        await Task.WhenAll(_reading, _serving).SoonAsync();
        await _socket.DisposeAsync();
        await Secc.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        while (await _socket.WaitToReadAsync())
            while (_socket.TryRead(out var message)) _said.Writer.TryWrite(Encoding.UTF8.GetString(message.Payload.Span));
        _said.Writer.TryComplete();
    }
}
