using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Busbar.ChargePoints;
using Busbar.Lab.Cycles;
using Busbar.Lab.Modules;
using Busbar.Lab.Swarms;
using Busbar.Lab.Time;
using Busbar.Lab.Vehicles;
using Busbar.Lab.Worlds;
using Busbar.Links.Can;
using Busbar.Wire.Can;

namespace Busbar.Lab.Commands;

/// <summary>
/// The lab's commands, one method per command, to be wired to a command line. Each runs until it is done or cancelled and returns the
/// exit code: 0 done, 1 could not do what was asked. What cannot be right in the options is an <see cref="ArgumentException"/>
/// or <see cref="CanBusException"/>.
/// </summary>
public static class LabCommands
{
    // A command waits for the charge point, which the hub gives 30 s.
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs module, charge point and anomaly cycle against a hub.</summary>
    public static async Task<int> RunAsync(LabAnomalyOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        using var http = await ConnectHubAsync(options.Api, options.ApiUser, options.ApiPassword, say, ct);
        if (http is null) return 1;
        var labTime = ScaledTime.At(options.Speed, time);
        var lab = new AnomalyLabOptions
        {
            Url = options.Url,
            Id = options.Id,
            Password = options.Password,
            Bus = options.Bus,
            HasModule = options.HasModule,
            Rounds = options.Rounds,
        };
        await using var watch = CanBuses.Open(options.Bus, labTime);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var plot = PlotAsync(watch, say, stop.Token);
        await AnomalyLab.RunAsync(lab, new RestCycleCommands(http, options.Id, options.IdTag), labTime, time, say.From(options.Id), ct);
        await stop.CancelAsync();
        await plot;
        return 0;
    }

    /// <summary>Runs the charger module alone.</summary>
    public static async Task<int> RunAsync(LabModuleOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        var labTime = ScaledTime.At(options.Speed, time);
        await using var bus = CanBuses.Open(options.Bus, labTime);
        say.Say($"module on {bus.Name}: takes 0x200, 0x201 and 0x210, sends 0x300 every second");
        await new ChargerModuleDevice(bus, labTime).RunAsync(ct);
        return 0;
    }

    /// <summary>Runs one charge point.</summary>
    public static async Task<int> RunAsync(LabChargePointOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        var labTime = ScaledTime.At(options.Speed, time);
        var charger = new ChargePointOptions
        {
            Id = options.Id,
            Url = options.Url,
            Password = options.Password,
            Configuration = options.Configuration,
            MeterEveryReading = options.Bus is not null,
            AcceptEarlyTxProfile = options.Bus is not null,
        };
        if (options.Bus is null)
        {
            await new ChargePoint(charger, new SimulatedCharger(new SimulatedChargerOptions { Pace = 6 }, labTime), labTime, time, say.Say).RunAsync(ct);
            return 0;
        }

        await using var bus = CanBuses.Open(options.Bus, labTime);
        await new ChargePoint(charger, new CanBridge(bus, labTime), labTime, time, say.Say).RunAsync(ct);
        return 0;
    }

    /// <summary>Shows what is on a bus, as <c>candump -L</c> does, or its currents as bars.</summary>
    public static async Task<int> RunAsync(LabSniffOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        await using var bus = CanBuses.Open(options.Bus, time);
        using var frames = bus.Subscribe();
        var left = options.Count ?? int.MaxValue;
        try
        {
            await foreach (var received in frames.ReadAllAsync(ct))
            {
                if (!options.Plot) say.Write(CandumpText.FormatLine(received.Frame, received.At, bus.Name));
                else if (Bar(received.Frame) is { } bar) say.Say(bar);
                if (--left == 0) break;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Interrupted.
        }

        if (frames.Dropped > 0) say.Say($"{frames.Dropped} frames were too fast to be shown");
        return 0;
    }

    /// <summary>Runs a world of charge points.</summary>
    public static async Task<int> RunAsync(LabWorldOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        var plan = PlanOf(options);
        using var http = options.Api is null ? null : await ConnectHubAsync(options.Api, null, null, say, ct);
        if (options.Api is not null && http is null) return 1;
        await LabWorld.RunAsync(plan, options.Url, http, options.Pep, options.IdTag, time, say.Say, ct);
        return 0;
    }

    /// <summary>Runs one site of power modules, guns and vehicles for a controller.</summary>
    /// <param name="site">The site.</param>
    /// <param name="pep">Where its controller listens for SECCs; null: no SECC runs.</param>
    /// <param name="output">For lines.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<int> RunAsync(WorldSite site, Uri? pep, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        try
        {
            await LabSiteWorld.RunAsync(site, pep, time, new LabOutput(output, time).Say, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Interrupted.
        }

        return 0;
    }

    /// <summary>Runs a swarm of stations.</summary>
    public static async Task<int> RunAsync(SwarmOptions options, TextWriter output, TimeProvider time, CancellationToken ct)
    {
        var say = new LabOutput(output, time);
        var swarm = new Swarm(options, time, say.Write);
        if (await IsListeningAsync(options.Url, ct) is { } trouble)
        {
            say.Write($"Nothing listens at {options.Url}: {trouble} Start a hub with `busbar demo`, or name another with --url.");
            return 1;
        }

        return await swarm.RunAsync(ct);
    }

    /// <summary>The plan that the options ask for.</summary>
    /// <exception cref="ArgumentException">No such world, or the file is wrong.</exception>
    public static WorldPlan PlanOf(LabWorldOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var plan = WorldPlan.Load(options.World);
        if (options.Chargers is { } count) plan = plan with { Chargers = WorldPlan.MakeChargers(count, plan.Chargers.Count > 0 ? plan.Chargers[0].Pace : 6) };
        if (options.Sites.Count > 0) plan = plan with { Sites = [.. plan.Sites, .. options.Sites] };
        return options.Speed is { } speed ? plan with { Speed = speed } : plan;
    }

    /// <summary>A client of a hub that answers; null, with a line that says so, when none does.</summary>
    private static async Task<HttpClient?> ConnectHubAsync(Uri api, string? user, string? password, LabOutput say, CancellationToken ct)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), ConnectTimeout = ConnectPatience }) { BaseAddress = api, Timeout = CommandPatience };
        try
        {
            using var info = await http.GetAsync(new Uri("/api/v1/info", UriKind.Relative), ct);
            info.EnsureSuccessStatusCode();
            if (user is null) return http;
            using var session = await http.PostAsJsonAsync(new Uri("/api/v1/session", UriKind.Relative), new { user, password }, ct);
            if (session.IsSuccessStatusCode) return http;
            say.Say($"The hub at {api} does not accept the login of {user} (HTTP {(int)session.StatusCode}).");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            say.Say($"No hub answers at {api}: {e.Message} Start one with `busbar demo`, or name another with --api.");
        }

        http.Dispose();
        return null;
    }

    private static async Task<string?> IsListeningAsync(Uri url, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, patience.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message + ".";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "it does not answer.";
        }
    }

    private static async Task PlotAsync(ICanBus bus, LabOutput say, CancellationToken ct)
    {
        using var frames = bus.Subscribe();
        try
        {
            await foreach (var received in frames.ReadAllAsync(ct))
                if (Bar(received.Frame) is { } bar) say.Say(bar);
        }
        catch (OperationCanceledException)
        {
            // The lab has ended.
        }
    }

    // One character for every 2 A up to 120 A.
    private static string? Bar(CanFrame frame) => LabModule.TryRead(frame, out var message) && message.Kind == LabModuleMessageKind.Current
        ? $"0x300 {message.CurrentA,5} A |{new string('#', Math.Min(message.CurrentA / 2, 60))}"
        : null;
}
