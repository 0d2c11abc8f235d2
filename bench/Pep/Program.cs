using System.Diagnostics;
using System.Globalization;
using Busbar.Bench.Pep;
using Busbar.Lab.Pep;
using Busbar.Links.WebSockets;
using Busbar.Plant.Pep;
using Busbar.Wire.Pep.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

// busbar-bench-pep [--short] [--guns N] [--seconds N]: starts itself once more as the server, so that clients and server do not share a process.
if (args is ["serve", var count]) return await ServeAsync(int.Parse(count, CultureInfo.InvariantCulture));
var isShort = args.Contains("--short");
var guns = Option("--guns", isShort ? 12 : 72);
var seconds = Option("--seconds", isShort ? 2 : 20);
using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", guns.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false })!;
try
{
    var port = int.Parse((await server.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    Console.WriteLine("| scenario | guns | statuses | jitter p50, ms | p99 | p99.9 | requests | answered p50, ms | p99 | p99.9 | server CPU, % of one core | unanswered |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
    await MeasureAsync("quiet", port, flood: false);
    await MeasureAsync("one gun flooded", port, flood: true);
}
finally
{
    server.StandardInput.Close();
    if (!server.WaitForExit(5000)) server.Kill();
}

return 0;

int Option(string name, int otherwise) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

static async Task<int> ServeAsync(int guns)
{
    var idle = Enumerable.Range(0, guns).Select(_ => new IdleGun()).ToArray();
    await using var services = new ServiceCollection().BuildServiceProvider();
    await using var server = new PepServer(
        new PepOptions { Address = "127.0.0.1", Port = 0 }, idle.Select((g, i) => ($"GUN{i + 1}", (IPepGun)g)), services, TimeProvider.System, NullLoggerFactory.Instance);
    for (var i = 0; i < guns; i++) idle[i].Port = server.Guns[i];
    await server.StartAsync(CancellationToken.None);
    Console.WriteLine(server.Port);
    await Console.In.ReadToEndAsync();
    return 0;
}

async Task MeasureAsync(string name, int port, bool flood)
{
    using var stop = new CancellationTokenSource();
    var flooding = flood ? FloodAsync(port, stop.Token) : Task.CompletedTask;
    var cpuBefore = server.TotalProcessorTime;
    var began = Stopwatch.GetTimestamp();
    var first = flood ? 2 : 1;
    var seen = await Task.WhenAll(Enumerable.Range(first, guns - first + 1).Select(i => Task.Run(() => WatchAsync(port, i, TimeSpan.FromSeconds(seconds)))));
    server.Refresh();
    var cpu = (server.TotalProcessorTime - cpuBefore) / Stopwatch.GetElapsedTime(began) * 100;
    await stop.CancelAsync();
    await flooding;
    var jitter = seen.SelectMany(s => s.JitterMs).Order().ToArray();
    var answered = seen.SelectMany(s => s.AnsweredMs).Order().ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {seen.Length} | {jitter.Length} | {At(jitter, 0.5):0.00} | {At(jitter, 0.99):0.00} | {At(jitter, 0.999):0.00} | {answered.Length} | {At(answered, 0.5):0.00} | {At(answered, 0.99):0.00} | {At(answered, 0.999):0.00} | {cpu:0.0} | {seen.Sum(s => s.Unanswered)} |"));
}

static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

// One gun's SECC: target values four times a second. Jitter: distance of each status gap from 200 ms, as it arrives.
static async Task<Seen> WatchAsync(int port, int gun, TimeSpan duration)
{
    var seen = new Seen();
    await using var secc = await Secc.ConnectAsync(new SeccOptions { Url = new Uri($"ws://127.0.0.1:{port}/GUN{gun}") }, TimeProvider.System, CancellationToken.None);
    var gaps = new List<double>();
    var last = 0L;
    secc.OnStatus = at =>
    {
        if (last != 0) gaps.Add(Stopwatch.GetElapsedTime(last, at).TotalMilliseconds);
        last = at;
    };
    var serving = secc.RunAsync();
    // Vehicles do not ask in step.
    await Task.Delay(gun * 37 % 250);
    await secc.GetConfigurationAsync();
    var began = Stopwatch.GetTimestamp();
    var target = new PepTargetValues(400, 100, 50, PepChargingState.Charge);
    while (Stopwatch.GetElapsedTime(began) < duration)
    {
        var reply = await secc.SetTargetAsync(target);
        if (reply.IsAnswered) seen.AnsweredMs.Add(reply.Latency.TotalMilliseconds);
        else seen.Unanswered++;
        await Task.Delay(250);
    }

    await secc.CloseAsync();
    await serving;
    // The first gap is the wait for the gun's place in the interval.
    seen.JitterMs.AddRange(gaps.Skip(1).Select(g => Math.Abs(g - 200)));
    return seen;
}

static async Task FloodAsync(int port, CancellationToken ct)
{
    await using var socket = await WebSocketClient.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/GUN1"), new WebSocketClientOptions(), CancellationToken.None);
    var reading = Task.Run(async () =>
    {
        while (await socket.WaitToReadAsync())
            while (socket.TryRead(out _))
            {
                // Whatever it is.
            }
    }, CancellationToken.None);
    var garbage = "{\"type\":\"request\",\"kind\":\"targetValues\",\"sequenceNumber\":1,\"payload\":{"u8.ToArray();
    using var end = ct.Register(() => socket.Abort("done"));
    try
    {
        while (!ct.IsCancellationRequested && await socket.SendAsync(garbage)) await Task.Yield();
    }
    catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
    {
        // Cut at the end.
    }

    await reading;
}
