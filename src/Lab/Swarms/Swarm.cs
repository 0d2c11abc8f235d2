using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Busbar.Links.Timing;

namespace Busbar.Lab.Swarms;

/// <summary>
/// Thousands of light stations in one process, connected at a steady rate, with live counts. One wheel wakes them, one loop opens
/// connections, one prints; there is neither thread nor timer per station.
/// </summary>
public sealed class Swarm
{
    private static readonly TimeSpan ConnectBeat = TimeSpan.FromMilliseconds(10);

    // Sockets that a reconnect storm leaves behind; the oldest go when there are more.
    private const int MostAbandoned = 2_000;

    private readonly SwarmStation[] _stations;
    private readonly ConcurrentQueue<SwarmStation> _toConnect = new();
    private readonly ConcurrentQueue<Socket> _abandoned = new();
    private readonly LatencyHistogram _all = new();
    private readonly Action<string> _print;
    private CancellationToken _ct;

    /// <param name="options">What it is.</param>
    /// <param name="time">The clock, real.</param>
    /// <param name="print">Takes lines for the people at the terminal.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Swarm(SwarmOptions options, TimeProvider time, Action<string> print)
    {
        ArgumentNullException.ThrowIfNull(options);
        SwarmOptions.Check(options);
        Options = options;
        Time = time;
        _print = print;
        Wheel = DeadlineWheel.For(time);
        _stations = MakeStations();
    }

    /// <summary>What it counts.</summary>
    public SwarmStatistics Statistics { get; } = new();

    /// <summary>MeterValues acknowledged in the meter-rate mode.</summary>
    public long AcknowledgedMeterValues => Meters?.Acknowledged ?? 0;

    internal SwarmOptions Options { get; }

    internal TimeProvider Time { get; }

    internal DeadlineWheel Wheel { get; }

    internal MeterPump? Meters { get; private set; }

    /// <summary>Runs it to the end of its duration or until cancelled.</summary>
    /// <returns>0 when every station that behaves was booted and met no error; 1 otherwise.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        // Not linked: the stations go on until what they stand for has been counted.
        using var stop = new CancellationTokenSource();
        _ct = stop.Token;
        using var pump = Options.MeterRate is { } rate ? new MeterPump(rate, Options.AcksPath, Time) : null;
        Meters = pump;
        foreach (var station in _stations) _toConnect.Enqueue(station);
        Task[] loops = [ConnectAsync(stop.Token), ReportAsync(stop.Token), pump?.RunAsync(stop.Token) ?? Task.CompletedTask];
        var began = Time.GetTimestamp();
        await WaitForEndAsync(ct);
        var booted = Statistics.Booted;
        var unexpected = Statistics.Unexpected;
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        foreach (var station in _stations) station.Close();
        foreach (var socket in _abandoned) socket.Dispose();
        pump?.Flush();
        Summarise(Time.GetElapsedTime(began), booted);
        return unexpected == 0 && booted >= Options.Count - Misbehaving() ? 0 : 1;
    }

    /// <summary>Puts a station in line for a connection after a while.</summary>
    internal void ConnectLater(SwarmStation station, TimeSpan delay) => _ = ConnectLaterAsync(station, delay);

    /// <summary>Keeps a socket that nobody serves any more.</summary>
    internal void Abandon(Socket socket)
    {
        _abandoned.Enqueue(socket);
        while (_abandoned.Count > MostAbandoned && _abandoned.TryDequeue(out var oldest)) oldest.Dispose();
    }

    private async Task ConnectLaterAsync(SwarmStation station, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, Time, _ct);
            _toConnect.Enqueue(station);
        }
        catch (OperationCanceledException)
        {
            // The swarm ends.
        }
    }

    private SwarmStation[] MakeStations()
    {
        var random = new Random(Options.Seed);
        var kinds = new List<Misbehaviour>();
        foreach (var (kind, share) in Options.Misbehave) kinds.AddRange(Enumerable.Repeat(kind, (int)Math.Round(share * Options.Count)));
        kinds.AddRange(Enumerable.Repeat(Misbehaviour.None, Math.Max(0, Options.Count - kinds.Count)));
        return [.. Enumerable.Range(0, Options.Count).Select(index => new SwarmStation(this, index + 1, kinds[index], Draw(random.NextDouble())))];
    }

    private SessionKind Draw(double at) => at < Options.Mix.Idle ? SessionKind.Idle : at < Options.Mix.Idle + Options.Mix.Short ? SessionKind.Short : SessionKind.Long;

    private int Misbehaving() => Options.Misbehave.Values.Sum(share => (int)Math.Round(share * Options.Count));

    private async Task ConnectAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(ConnectBeat, Time);
        var last = Time.GetTimestamp();
        var owed = 1.0;
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = Time.GetTimestamp();
                owed = Math.Min(owed + (Time.GetElapsedTime(last, now).TotalSeconds * Options.ConnectsPerSecond), Math.Max(1, Options.ConnectsPerSecond / 10));
                last = now;
                while (owed >= 1 && _toConnect.TryDequeue(out var station))
                {
                    owed--;
                    _ = station.RunConnectionAsync(ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The swarm ends.
        }
    }

    /// <summary>The duration counts from the moment at which every station has had its turn to connect.</summary>
    private async Task WaitForEndAsync(CancellationToken ct)
    {
        var starting = TimeSpan.FromSeconds(Options.Count / Options.ConnectsPerSecond);
        var total = Options.Duration is { } duration ? starting + duration : Timeout.InfiniteTimeSpan;
        await Task.Delay(total, Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReportAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Options.ReportInterval, Time);
        var began = Time.GetTimestamp();
        var last = began;
        long sentBefore = 0, answeredBefore = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = Time.GetTimestamp();
                var seconds = Time.GetElapsedTime(last, now).TotalSeconds;
                last = now;
                var (sent, answered) = (Statistics.Sent, Statistics.Answered);
                var recent = Statistics.Recent.TakeAll();
                _all.Add(recent);
                _print(string.Create(CultureInfo.InvariantCulture,
                    $"{Time.GetElapsedTime(began).TotalSeconds,5:F0} s  connected {Statistics.Connected}/{Options.Count}  booted {Statistics.Booted}  charging {Statistics.Charging}  calls {(sent - sentBefore) / seconds:F0}/s  answers {(answered - answeredBefore) / seconds:F0}/s  p50 {recent.Percentile(0.5).TotalMilliseconds:0.##} ms  p99 {recent.Percentile(0.99).TotalMilliseconds:0.##} ms  errors {Statistics.Errors.Sum(e => e.Value)}"));
                sentBefore = sent;
                answeredBefore = answered;
                Meters?.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            _all.Add(Statistics.Recent.TakeAll());
        }
    }

    private void Summarise(TimeSpan took, long booted)
    {
        _print(string.Create(CultureInfo.InvariantCulture,
            $"{Options.Count} stations for {took.TotalSeconds:F1} s: {booted} booted at the end, {Statistics.Sent} calls, {Statistics.Answered} answers; latency p50 {_all.Percentile(0.5).TotalMilliseconds:0.##} ms, p90 {_all.Percentile(0.9).TotalMilliseconds:0.##} ms, p99 {_all.Percentile(0.99).TotalMilliseconds:0.##} ms, p99.9 {_all.Percentile(0.999).TotalMilliseconds:0.##} ms"));
        if (Meters is { } meters)
            _print(string.Create(CultureInfo.InvariantCulture, $"{meters.Acknowledged} MeterValues acknowledged, {meters.Acknowledged / took.TotalSeconds:F0}/s; {meters.Starved} times no station was free"));
        foreach (var (kind, count) in Statistics.Errors) _print(string.Create(CultureInfo.InvariantCulture, $"{count,8}  {kind}"));
    }
}
