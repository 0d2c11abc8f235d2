using System.Text;
using Busbar.Cloud.Api;

namespace Busbar.Cloud.Tests.Api;

/// <summary>What waits for a viewer is bounded, and what is dropped is what may be dropped.</summary>
public sealed class ApiLiveConnectionTests
{
    [Fact]
    public void Of_telemetry_the_oldest_is_dropped()
    {
        using var connection = Connection();
        for (var i = 0; i < LiveConnection.MaxTelemetry + 10; i++) connection.Offer(Frame(FrameKind.Telemetry, "samples", i));
        var frames = Drain(connection);
        Assert.Equal(LiveConnection.MaxTelemetry, frames.Count);
        Assert.Equal("10", Encoding.UTF8.GetString(frames[0].Payload.Utf8.Span));
    }

    [Fact]
    public void Of_overviews_only_the_latest_waits()
    {
        using var connection = Connection();
        for (var i = 0; i < 5; i++) connection.Offer(Frame(FrameKind.Overview, "overview", i));
        Assert.Equal("4", Encoding.UTF8.GetString(Assert.Single(Drain(connection)).Payload.Utf8.Span));
    }

    [Fact]
    public void Too_many_states_become_all_states_and_removals_stay()
    {
        using var connection = Connection();
        connection.WatchFleet(on: true);
        Assert.Empty(Drain(connection));
        connection.Offer(Frame(FrameKind.Stations, "stations", 0));
        connection.Offer(Frame(FrameKind.Stations, "removed", 1));
        for (var i = 2; i <= LiveConnection.MaxStationFrames; i++) connection.Offer(Frame(FrameKind.Stations, "stations", i));
        var frames = Drain(connection);
        Assert.Same(LiveConnection.AllStates, frames[0]);
        Assert.Equal(["removed", "stations"], frames.Skip(1).Select(frame => frame.Method));
    }

    [Fact]
    public void Facts_are_never_dropped_and_a_viewer_with_too_many_is_disconnected()
    {
        var aborted = 0;
        using var metrics = new ApiMetrics();
        using var connection = new LiveConnection("1", "a", () => aborted++, static () => { }, metrics);
        for (var i = 0; i < LiveConnection.MaxFacts; i++) connection.Offer(Frame(FrameKind.Fact, "alarm", i));
        Assert.Equal(0, aborted);
        connection.Offer(Frame(FrameKind.Fact, "alarm", 1000));
        Assert.Equal(1, aborted);
    }

    [Fact]
    public void Facts_go_first_and_telemetry_last()
    {
        using var connection = Connection();
        connection.Offer(Frame(FrameKind.Telemetry, "samples", 1));
        connection.Offer(Frame(FrameKind.Overview, "overview", 2));
        connection.Offer(Frame(FrameKind.Stations, "stations", 3));
        connection.Offer(Frame(FrameKind.Fact, "alarm", 4));
        Assert.Equal(["alarm", "stations", "overview", "samples"], Drain(connection).Select(frame => frame.Method));
    }

    private static LiveConnection Connection() => new("1", "a", static () => { }, static () => { }, new ApiMetrics());

    private static LiveFrame Frame(FrameKind kind, string method, int payload) => new(kind, method, new RawJson(Encoding.UTF8.GetBytes(payload.ToString())));

    private static List<LiveFrame> Drain(LiveConnection connection)
    {
        var frames = new List<LiveFrame>();
        while (connection.TryTake(out var frame)) frames.Add(frame);
        return frames;
    }
}
