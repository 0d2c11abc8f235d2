using System.Threading.Channels;
using Busbar.Cloud.Cms.Stations;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>
/// Calls that we make of our own accord, after an event and beside it: a bounded queue and a bounded number of workers, so that a fleet
/// that boots at once is asked little by little. What finds no room is dropped and counted: the next boot asks again.
/// </summary>
internal sealed class BackgroundCalls(CommandDesk desk, CmsMetrics metrics, CmsOptions options, TimeProvider time, ILogger<BackgroundCalls> log)
{
    private const int Room = 100_000;
    private const string User = "busbar";

    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Reads all configuration keys of a station, once however often it is asked before it is done.</summary>
    public void ReadConfiguration(Station station, TimeSpan after)
    {
        if (Interlocked.Exchange(ref station.ReadingConfiguration, 1) == 1) return;
        if (!Add("Reading the configuration", station, new GetConfigurationRequest(), after)) Volatile.Write(ref station.ReadingConfiguration, 0);
    }

    /// <summary>Asks a station to boot again: an operator has accepted it, and it shall not wait for its retry.</summary>
    public void AskForBoot(Station station) =>
        Add("Asking for a boot", station, new TriggerMessageRequest { RequestedMessage = MessageTrigger.BootNotification }, TimeSpan.Zero);

    /// <summary>Works until it is told to stop.</summary>
    public Task RunAsync(CancellationToken ct)
    {
        var workers = new Task[options.BackgroundCalls];
        for (var i = 0; i < workers.Length; i++) workers[i] = WorkAsync(ct);
        return Task.WhenAll(workers);
    }

    private bool Add(string name, Station station, OcppRequest request, TimeSpan after)
    {
        var due = time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);
        if (_jobs.Writer.TryWrite(new Job(name, station, request, due))) return true;
        metrics.BackgroundDropped(name);
        log.BackgroundDropped(name, station.Id);
        return false;
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync(ct))
        {
            try
            {
                var wait = time.GetElapsedTime(time.GetTimestamp(), job.Due);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct);
                if (job.Request is GetConfigurationRequest) Volatile.Write(ref job.Station.ReadingConfiguration, 0);
                if (job.Station is { Connected: true, Shard.Held: true }) await desk.SendAsync(job.Station, job.Request, User, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // One station's trouble must not end the worker of all.
                log.BackgroundFailed(e, job.Name, job.Station.Id);
            }
        }
    }

    private readonly record struct Job(string Name, Station Station, OcppRequest Request, long Due);
}
