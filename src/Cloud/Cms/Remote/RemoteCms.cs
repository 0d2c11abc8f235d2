using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>
/// The CMS as a process without one has it: stations and figures from a replica, everything else asked of the worker that has the station, with the results
/// and exceptions that the CMS has in its own process. Beside those, <see cref="BusUnavailableException"/>. Thread safe.
/// </summary>
internal sealed class RemoteCms(IOperatorBus bus, FleetReplica replica, FleetSum sum, IStore store, RabbitOptions options) : ICms
{
    /// <summary>What the worker has beyond the command's own deadline.</summary>
    private static readonly TimeSpan Way = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IReadOnlyList<StationView> Stations => replica.Stations;

    /// <inheritdoc/>
    public FleetOverview Overview => sum.Overview();

    /// <inheritdoc/>
    public StationView? FindStation(string stationId) => replica.TryFind(stationId, out var station) ? station : null;

    /// <inheritdoc/>
    public async ValueTask<CommandReply> CommandAsync(string stationId, OcppRequest request, string byUser, CancellationToken ct)
    {
        var question = new CommandQuestion(byUser, CommandFormat.Write(new StationCommand(stationId, request), epoch: 0));
        var call = Call(OperatorKinds.Command, stationId, JsonSerializer.SerializeToUtf8Bytes(question, RemoteJson.Default.CommandQuestion));
        var result = await AskAsync(call, RemoteJson.Default.OperatorAnswerCommandResult, ct, options.CommandDeadline + Way);
        var reply = CommandFormat.ReadReply(result!.Reply, request.Action);
        return result.Steps.Count > 0 ? reply with { Steps = result.Steps } : reply;
    }

    /// <inheritdoc/>
    public async ValueTask<StationView> SaveStationAsync(string stationId, StationEdit edit, CancellationToken ct)
    {
        var call = Call(OperatorKinds.Save, stationId, JsonSerializer.SerializeToUtf8Bytes(edit, RemoteJson.Default.StationEdit));
        var station = await AskAsync(call, RemoteJson.Default.OperatorAnswerStationView, ct);
        replica.Put(stationId, station);
        return station!;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct)
    {
        var deleted = await AskAsync(Call(OperatorKinds.Delete, stationId, default), RemoteJson.Default.OperatorAnswerBoolean, ct);
        replica.Put(stationId, null);
        return deleted;
    }

    /// <inheritdoc/>
    public async ValueTask<AlarmRow?> AcknowledgeAlarmAsync(long alarmId, string byUser, string? note, CancellationToken ct)
    {
        if (await store.FindAlarmAsync(alarmId, ct) is not { } alarm) return null;
        var body = JsonSerializer.SerializeToUtf8Bytes(new AcknowledgeQuestion(alarmId, byUser, note), RemoteJson.Default.AcknowledgeQuestion);
        return await AskAsync(Call(OperatorKinds.Acknowledge, alarm.StationId, body), RemoteJson.Default.OperatorAnswerAlarmRow, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<TransactionRow?> CloseTransactionAsync(long transactionId, string byUser, CancellationToken ct)
    {
        var before = await store.FindTransactionAsync(transactionId, ct);
        if (before is null || before.StoppedAt is not null) return before;
        var body = JsonSerializer.SerializeToUtf8Bytes(new CloseQuestion(transactionId, byUser), RemoteJson.Default.CloseQuestion);
        return await AskAsync(Call(OperatorKinds.Close, before.StationId, body), RemoteJson.Default.OperatorAnswerTransactionRow, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<PlannedSchedule?> ComposeScheduleAsync(
        string stationId, int connectorId, DateTimeOffset from, TimeSpan duration, string unit, CancellationToken ct)
    {
        CentralSystem.UnitOf(unit);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ComposeQuestion(connectorId, from, duration, unit), RemoteJson.Default.ComposeQuestion);
        return await AskAsync(Call(OperatorKinds.Compose, stationId, body), RemoteJson.Default.OperatorAnswerPlannedSchedule, ct);
    }

    private OperatorCall Call(string kind, string? stationId, byte[]? body) =>
        new(kind, stationId is null ? 0 : Shard.Of(stationId, bus.Shards), stationId, body);

    private async ValueTask<T?> AskAsync<T>(OperatorCall call, JsonTypeInfo<OperatorAnswer<T>> type, CancellationToken ct, TimeSpan? deadline = null)
    {
        var answer = RemoteJson.Read(await bus.CallAsync(call, deadline, ct), type);
        return answer.Refusal is not { } refusal ? answer.Value : throw Thrown(refusal);
    }

    private static Exception Thrown(OperatorRefusal refusal) => refusal.Kind switch
    {
        RefusalKind.Edit => new StationEditException(refusal.Field ?? "", refusal.Text),
        RefusalKind.Store => new StoreUnavailableException(refusal.Text),
        _ => new BusUnavailableException(refusal.Text),
    };
}
