using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// The worker's end of <see cref="RemoteCms"/>: asks the CMS of this process what an API process has asked. What the CMS throws at its caller travels
/// back and is thrown there; anything else is the bus's failure. Thread safe.
/// </summary>
public sealed class OperatorDesk
{
    /// <summary>Most stations of a page of a snapshot: some 800 kB.</summary>
    private const int PageSize = 1_000;

    private readonly ICms _cms;
    private readonly StationDirectory _directory;
    private readonly StationShards _shards;
    private readonly WatchLeases _watches;

    internal OperatorDesk(ICms cms, StationDirectory directory, StationShards shards, WatchLeases watches) =>
        (_cms, _directory, _shards, _watches) = (cms, directory, shards, watches);

    /// <summary>Answers one call. A command that may have been sent before is not sent again.</summary>
    /// <exception cref="ShardNotHeldException">Another worker has the shard.</exception>
    /// <exception cref="BusFormatException">The call cannot be read.</exception>
    public async ValueTask<byte[]> AnswerAsync(OperatorCall call, CancellationToken ct)
    {
        var body = call.Body;
        var station = call.StationId ?? "";
        switch (call.Kind)
        {
            case OperatorKinds.Command:
                return await AnswerAsync(() => CommandAsync(call, RemoteJson.Read(body.Span, RemoteJson.Default.CommandQuestion), ct), RemoteJson.Default.OperatorAnswerCommandResult);
            case OperatorKinds.Save:
                var edit = RemoteJson.Read(body.Span, RemoteJson.Default.StationEdit);
                return await AnswerAsync<StationView>(async () => await _cms.SaveStationAsync(station, edit, ct), RemoteJson.Default.OperatorAnswerStationView);
            case OperatorKinds.Delete:
                return await AnswerAsync(() => _cms.DeleteStationAsync(station, ct), RemoteJson.Default.OperatorAnswerBoolean);
            case OperatorKinds.Acknowledge:
                var alarm = RemoteJson.Read(body.Span, RemoteJson.Default.AcknowledgeQuestion);
                return await AnswerAsync(() => _cms.AcknowledgeAlarmAsync(alarm.AlarmId, alarm.ByUser, alarm.Note, ct), RemoteJson.Default.OperatorAnswerAlarmRow);
            case OperatorKinds.Close:
                var close = RemoteJson.Read(body.Span, RemoteJson.Default.CloseQuestion);
                return await AnswerAsync(() => _cms.CloseTransactionAsync(close.TransactionId, close.ByUser, ct), RemoteJson.Default.OperatorAnswerTransactionRow);
            case OperatorKinds.Compose:
                var compose = RemoteJson.Read(body.Span, RemoteJson.Default.ComposeQuestion);
                return await AnswerAsync(
                    () => _cms.ComposeScheduleAsync(station, compose.ConnectorId, compose.From, compose.Duration, compose.Unit, ct), RemoteJson.Default.OperatorAnswerPlannedSchedule);
            case OperatorKinds.Snapshot:
                var page = Page(call.Shard, RemoteJson.Read(body.Span, RemoteJson.Default.SnapshotQuestion).After);
                return Write(new OperatorAnswer<SnapshotPage>(page), RemoteJson.Default.OperatorAnswerSnapshotPage);
            case OperatorKinds.Watch:
                _watches.Renew(RemoteJson.Read(body.Span, RemoteJson.Default.WatchQuestion));
                return Write(new OperatorAnswer<bool>(true), RemoteJson.Default.OperatorAnswerBoolean);
            default:
                throw new BusFormatException($"kind is {call.Kind}; this version answers no such call.");
        }
    }

    private static async ValueTask<byte[]> AnswerAsync<T>(Func<ValueTask<T?>> ask, JsonTypeInfo<OperatorAnswer<T>> type)
    {
        OperatorAnswer<T> answer;
        try
        {
            answer = new(await ask());
        }
        catch (StationEditException e)
        {
            answer = new(default, new OperatorRefusal(RefusalKind.Edit, e.Message, e.Field));
        }
        catch (StoreUnavailableException e)
        {
            answer = new(default, new OperatorRefusal(RefusalKind.Store, e.Message));
        }
        catch (BusUnavailableException e)
        {
            answer = new(default, new OperatorRefusal(RefusalKind.Bus, e.Message));
        }

        return Write(answer, type);
    }

    private static byte[] Write<T>(T answer, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(answer, type);

    private async ValueTask<CommandResult?> CommandAsync(OperatorCall call, CommandQuestion question, CancellationToken ct)
    {
        var request = CommandFormat.Read(null, question.Command).Command!.Request;
        var reply = call.Redelivered
            ? new CommandReply(CommandOutcome.TimedOut, null, null, "The process that sent it ended before the answer came. The station may still carry it out.", TimeSpan.Zero)
            : await _cms.CommandAsync(call.StationId ?? "", request, question.ByUser, ct);
        return new CommandResult(CommandFormat.Write(reply), reply.Steps);
    }

    private SnapshotPage Page(int number, string? after)
    {
        var shard = _shards[number];
        if (!shard.Held) throw new ShardNotHeldException("", number);
        ShardMark mark;
        lock (shard.Telling) mark = new ShardMark(number, shard.Term, shard.Told);
        var rest = _directory.All
            .Where(s => ReferenceEquals(s.Shard, shard) && (after is null || string.CompareOrdinal(s.Id, after) > 0))
            .OrderBy(s => s.Id, StringComparer.Ordinal).Take(PageSize + 1).Select(s => s.View()).ToList();
        var more = rest.Count > PageSize;
        if (more) rest.RemoveAt(PageSize);
        return shard.Held ? new SnapshotPage(mark, rest, more) : throw new ShardNotHeldException("", number);
    }
}
