using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Api;

/// <summary>What the API counts, under the meter <c>Busbar.Api</c>. Labels are bounded: route templates and status classes, never ids.</summary>
internal sealed class ApiMetrics : IDisposable
{
    public const string MeterName = "Busbar.Api";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _requests;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _logins;
    private readonly UpDownCounter<long> _viewers;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _dropped;

    public ApiMetrics()
    {
        _requests = _meter.CreateHistogram<double>("busbar.api.request.duration", "s", "Time from request to answer, by method, route and status class.");
        _commands = _meter.CreateCounter<long>("busbar.api.commands", "{command}", "Commands of operators to stations, by outcome.");
        _logins = _meter.CreateCounter<long>("busbar.api.logins", "{login}", "Logins, by result: good, wrong, locked.");
        _viewers = _meter.CreateUpDownCounter<long>("busbar.api.live.connections", "{connection}", "Live views that are open.");
        _frames = _meter.CreateCounter<long>("busbar.api.live.frames", "{frame}", "Frames handed to live views.");
        _dropped = _meter.CreateCounter<long>("busbar.api.live.dropped", "{frame}", "Frames dropped because a live view did not keep up, by what became of it.");
    }

    public void Request(string method, string route, int status, TimeSpan duration) =>
        _requests.Record(duration.TotalSeconds, new("method", method), new("route", route), new("status", StatusClass(status)));

    public void Command(string outcome) => _commands.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Login(string result) => _logins.Add(1, new KeyValuePair<string, object?>("result", result));

    public void ViewerOpened() => _viewers.Add(1);

    public void ViewerClosed() => _viewers.Add(-1);

    public void Frame() => _frames.Add(1);

    public void Dropped(string consequence, int count) => _dropped.Add(count, new KeyValuePair<string, object?>("consequence", consequence));

    public void Dispose() => _meter.Dispose();

    private static string StatusClass(int status) => status switch
    {
        < 200 => "1xx",
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };
}
