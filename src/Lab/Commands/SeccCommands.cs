using System.Globalization;
using Busbar.Lab.Pep;

namespace Busbar.Lab.Commands;

/// <summary><c>busbar lab secc</c>: runs charging sessions against a PECC and says what it saw.</summary>
public static class SeccCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs the sessions; 0 when every gun completed one, 1 when not, also where nobody answers.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<int> RunAsync(LabSeccOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Guns is < 1 or > 1000) throw new ArgumentException($"--guns is {options.Guns}; allowed: 1 to 1000.", nameof(options));
        if (options.BatteryV is not (>= 1 and <= 2000)) throw new ArgumentException($"--battery is {options.BatteryV}; allowed: 1 to 2000 V.", nameof(options));
        if (options.CurrentA is not (>= 0 and <= 10_000)) throw new ArgumentException($"--current is {options.CurrentA}; allowed: 0 to 10000 A.", nameof(options));
        if (options.Attempts is < 0 or > 1_000_000) throw new ArgumentException($"--attempts is {options.Attempts}; allowed: 0 to 1000000, 0 for no end.", nameof(options));
        var say = new LabOutput(output, time);
        var results = await Task.WhenAll(Enumerable.Range(0, options.Guns).Select(i => RunGunAsync(options, i, say, time, ct)));
        var completed = results.Count(good => good);
        say.Say($"{completed} of {options.Guns} guns completed a session");
        return completed == options.Guns ? 0 : 1;
    }

    /// <summary>The URL of the n-th gun: the number at the end of the path counted up.</summary>
    public static Uri UrlOf(Uri first, int n)
    {
        ArgumentNullException.ThrowIfNull(first);
        if (n == 0) return first;
        var path = first.AbsolutePath.TrimEnd('/');
        var digits = path.Length;
        while (digits > 0 && char.IsAsciiDigit(path[digits - 1])) digits--;
        if (digits == path.Length || !int.TryParse(path.AsSpan(digits), CultureInfo.InvariantCulture, out var number))
            throw new ArgumentException($"The URL \"{first}\" must end with a number, such as /GUN1, when there are several guns.", nameof(first));
        return new UriBuilder(first) { Path = path[..digits] + (number + n).ToString(CultureInfo.InvariantCulture) }.Uri;
    }

    private static async Task<bool> RunGunAsync(LabSeccOptions options, int index, LabOutput output, TimeProvider time, CancellationToken ct)
    {
        var secc = new SeccOptions { Url = UrlOf(options.Url, index), MostAttempts = options.Attempts == 0 ? null : options.Attempts };
        var say = output.From(secc.Url.AbsolutePath.Trim('/'));
        var vehicle = new SeccVehicle { Id = $"LAB-{index + 1}", BatteryV = options.BatteryV, MaxV = options.BatteryV * 1.1, CurrentA = options.CurrentA, Duration = options.Charge };
        var completed = false;
        await Secc.RunAsync(
            secc,
            stop => Secc.ConnectAsync(secc, time, stop),
            async (connection, stop) =>
            {
                do
                {
                    var result = await new SeccSession(connection, vehicle, time, say).RunAsync(stop);
                    completed |= result.Completed;
                    say(string.Create(CultureInfo.InvariantCulture, $"{(result.Completed ? "completed" : $"failed in {result.Step}: {result.Why}")}; {result.EnergyWh:0} Wh, slowest reply {result.MaxLatency.TotalMilliseconds:0.0} ms, {connection.Statuses} statuses, longest gap {connection.LongestStatusGap.TotalMilliseconds:0} ms"));
                    foreach (var problem in connection.Problems) say($"the PECC broke the protocol: {problem}");
                    if (options.Repeat && !stop.IsCancellationRequested) await Task.Delay(Pause, time, stop);
                }
                while (options.Repeat && !stop.IsCancellationRequested && connection.Closure is null);
                return !options.Repeat;
            },
            time,
            say,
            ct);
        return completed;
    }
}
