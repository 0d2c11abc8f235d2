using System.CommandLine;
using Busbar.Lab.Commands;
using Busbar.Lab.Swarms;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab chargers</c>: thousands of stations from one process.</summary>
internal static class SwarmCommand
{
    private static readonly SwarmOptions Defaults = new();

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Stations, 1 to 60000.", DefaultValueFactory = _ => Defaults.Count };
        var url = UriOption.Create("--url", "Where they connect; the identity is appended.", Defaults.Url.ToString());
        var prefix = new Option<string>("--prefix") { Description = "Beginning of their identities.", DefaultValueFactory = _ => Defaults.Prefix };
        var password = new Option<string?>("--password") { Description = "Password that all use (HTTP basic)." };
        var rate = new Option<double>("--rate") { Description = "Connections opened per second.", DefaultValueFactory = _ => Defaults.ConnectsPerSecond };
        var meterInterval = DurationOption.Create("--meter-interval", "Time between two MeterValues of a transaction, e.g. 10s.");
        var heartbeat = DurationOption.Create("--heartbeat-interval", "Time between heartbeats of an idle station, e.g. 60s.");
        var mix = new Option<string?>("--session-mix") { Description = "How they spend their time, e.g. idle=0.4,short=0.3,long=0.3." };
        var misbehave = new Option<string[]>("--misbehave")
        {
            Description = $"Trouble and the share of stations that make it, e.g. garbage=0.01. Kinds: {Misbehaviours.Names}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var duration = DurationOption.Create("--duration", "How long it runs once all have been started, e.g. 30s; until interrupted when not given.");
        var tag = new Option<string>("--tag") { Description = "Id tag of all drivers.", DefaultValueFactory = _ => Defaults.IdTag };
        var meterRate = new Option<double?>("--meter-rate") { Description = "MeterValues a second in all; the stations then do nothing else." };
        var acks = new Option<string?>("--acks") { Description = "File that gets a line for every acknowledged MeterValues." };
        var command = new Command("chargers", "A swarm of light stations, well-behaved or not.")
        {
            count, url, prefix, password, rate, meterInterval, heartbeat, mix, misbehave, duration, tag, meterRate, acks,
        };
        command.SetAction((r, ct) => LabCommands.RunAsync(
            Defaults with
            {
                Count = r.GetValue(count),
                Url = r.GetValue(url)!,
                Prefix = r.GetValue(prefix)!,
                Password = r.GetValue(password),
                ConnectsPerSecond = r.GetValue(rate),
                MeterInterval = r.GetValue(meterInterval) ?? Defaults.MeterInterval,
                HeartbeatInterval = r.GetValue(heartbeat) ?? Defaults.HeartbeatInterval,
                Mix = r.GetValue(mix) is { } shares ? SessionMix.Parse(shares) : Defaults.Mix,
                Misbehave = Misbehaviours.Parse(r.GetValue(misbehave) ?? []),
                Duration = r.GetValue(duration),
                IdTag = r.GetValue(tag)!,
                MeterRate = r.GetValue(meterRate),
                AcksPath = r.GetValue(acks),
            },
            r.InvocationConfiguration.Output, TimeProvider.System, ct));
        return command;
    }
}
