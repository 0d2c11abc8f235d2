using System.Threading.Channels;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>
/// One command to many stations, in their order: no more a second than asked for, no more under way at once than <see cref="AtOnce"/>. What becomes of each is
/// told as it is known. A station that fails holds nobody up but for its place among those under way.
/// </summary>
/// <param name="request">What is sent; null to stop every transaction that runs at a station when its turn comes.</param>
/// <param name="interval">From one command to the next at least.</param>
/// <param name="entry">What the audit log says of each, but for the station and what came of it.</param>
internal sealed class CommandRun(
    ICms cms, OcppRequest? request, TimeSpan interval, AuditRow entry, AuditLog audit, ApiMetrics metrics, TimeProvider time, ILogger<CommandRun> log)
{
    /// <summary>Commands that wait for their stations' answers at the same time.</summary>
    public const int AtOnce = 50;

    /// <summary>Sends and tells each result. Whoever stops reading, or cancels, ends the run: what is under way is given up, what was not sent is not sent.</summary>
    public async IAsyncEnumerable<CommandRunLineShape> ResultsAsync(
        IReadOnlyList<string> chargerIds, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var results = Channel.CreateBounded<CommandRunLineShape>(new BoundedChannelOptions(AtOnce) { SingleReader = true });
        var sending = SendAllAsync(chargerIds, results.Writer, left.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(ct)) yield return result;
        }
        finally
        {
            await left.CancelAsync();
            await sending;
        }
    }

    private async Task SendAllAsync(IReadOnlyList<string> chargerIds, ChannelWriter<CommandRunLineShape> results, CancellationToken ct)
    {
        using var free = new SemaphoreSlim(AtOnce);
        var underWay = new List<Task>();
        try
        {
            var due = time.GetTimestamp();
            foreach (var id in chargerIds)
            {
                var requests = RequestsFor(id, out var without);
                if (without is not null) await results.WriteAsync(CommandRunLineShape.Without(id, without), ct);
                foreach (var one in requests)
                {
                    await free.WaitAsync(ct);
                    due = await TurnAsync(due, ct);
                    underWay.Add(SendAsync(id, one, results, free, ct));
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody reads any more. Those under way see the same token.
        }
        finally
        {
            await Task.WhenAll(underWay);
            results.Complete();
        }
    }

    /// <summary>Waits for the time of the next command; one that is late does not make those behind it hurry.</summary>
    private async Task<long> TurnAsync(long due, CancellationToken ct)
    {
        var wait = time.GetElapsedTime(time.GetTimestamp(), due);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct);
        return Math.Max(due, time.GetTimestamp()) + (long)(interval.TotalSeconds * time.TimestampFrequency);
    }

    private OcppRequest[] RequestsFor(string id, out string? without)
    {
        without = null;
        if (cms.FindStation(id) is not { } station)
        {
            without = CommandRunLineShape.Unknown;
            return [];
        }

        if (request is not null) return [request];
        OcppRequest[] stops =
            [.. station.Connectors.Where(c => c.TransactionId is not null).Select(c => new RemoteStopTransactionRequest { TransactionId = (int)c.TransactionId! })];
        if (stops.Length == 0) without = CommandRunLineShape.NothingToDo;
        return stops;
    }

    private async Task SendAsync(string id, OcppRequest one, ChannelWriter<CommandRunLineShape> results, SemaphoreSlim free, CancellationToken ct)
    {
        try
        {
            var result = await AskAsync(id, one, ct);
            await audit.AddAsync(entry with { Target = id, Status = result.ToStatus(), Outcome = result.Status ?? result.Outcome });
            await results.WriteAsync(result, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody reads any more.
        }
        finally
        {
            free.Release();
        }
    }

    private async Task<CommandRunLineShape> AskAsync(string id, OcppRequest one, CancellationToken ct)
    {
        try
        {
            var reply = await cms.CommandAsync(id, one, entry.User, ct);
            metrics.Command(reply.Outcome.ToString());
            return CommandRunLineShape.Of(id, reply);
        }
        catch (Exception e) when (e is BusUnavailableException or StoreUnavailableException)
        {
            return CommandRunLineShape.Without(id, CommandRunLineShape.Failed, e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return CommandRunLineShape.Without(id, CommandRunLineShape.GivenUp);
        }
        catch (Exception e)
        {
            log.CommandOfRunFailed(e, one.Action.Name, id);
            return CommandRunLineShape.Without(id, CommandRunLineShape.Failed, "Busbar failed; its log says how.");
        }
    }
}
