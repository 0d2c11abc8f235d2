using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Stations in a dictionary, and answers as the test wants them.</summary>
internal sealed class FakeCms(FakeStore store) : ICms
{
    /// <summary>Far from the machine's own date, by which SignalR judges whether a login has expired.</summary>
    public static readonly DateTimeOffset Noon = new(2126, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, StationView> _stations = new(StringComparer.Ordinal);

    public IReadOnlyList<StationView> Stations => [.. _stations.Values.OrderBy(station => station.Id, StringComparer.Ordinal)];

    public FleetOverview Overview { get; set; } =
        new(3, 2, 1, 0, 7200, 1, 4200.5, 2, 1, AlarmSeverity.Critical, 12.5, [new FleetPower(Noon, 7200)]);

    public Func<string, OcppRequest, CommandReply> OnCommand { get; set; } =
        static (_, _) => new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero);

    public List<(string StationId, OcppRequest Request, string By)> Commands { get; } = [];

    public StationEdit? LastEdit { get; private set; }

    public static StationView Station(
        string id, bool connected = true, string? vendor = "Volta", double? powerW = null, int openAlarms = 0, string status = "Available",
        DateTimeOffset? lastSeenAt = null) => new(
        id, connected, Registration.Accepted, null, null, vendor, "One", "SN-1", "1.0", "1.6", "10.0.0.7", Noon, null, lastSeenAt ?? Noon, Noon, 0, null, null,
        powerW, 0, openAlarms, openAlarms > 0 ? AlarmSeverity.Warning : null,
        [new ConnectorView(1, status, "NoError", null, null, Noon, 16, 230, powerW, null, null, 32, "the station's Current.Offered", Noon, null, null, null, null)]);

    public void Put(StationView station) => _stations[station.Id] = station;

    public StationView? FindStation(string stationId) => _stations.GetValueOrDefault(stationId);

    public ValueTask<CommandReply> CommandAsync(string stationId, OcppRequest request, string byUser, CancellationToken ct)
    {
        lock (Commands) Commands.Add((stationId, request, byUser));
        return ValueTask.FromResult(OnCommand(stationId, request));
    }

    public ValueTask<StationView> SaveStationAsync(string stationId, StationEdit edit, CancellationToken ct)
    {
        if (stationId.Contains(' ', StringComparison.Ordinal)) throw new StationEditException("id", $"id is {stationId}; allowed: no blank.");
        LastEdit = edit;
        var station = (FindStation(stationId) ?? Station(stationId, connected: false)) with { DisplayName = edit.DisplayName, Location = edit.Location };
        Put(station);
        return ValueTask.FromResult(station);
    }

    public ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct) => ValueTask.FromResult(_stations.TryRemove(stationId, out _));

    public ValueTask<AlarmRow?> AcknowledgeAlarmAsync(long alarmId, string byUser, string? note, CancellationToken ct) =>
        ValueTask.FromResult(store.Alarms.Find(alarm => alarm.Id == alarmId) is { } alarm
            ? alarm with { AcknowledgedAt = Noon, AcknowledgedBy = byUser, Note = note }
            : null);

    public ValueTask<TransactionRow?> CloseTransactionAsync(long transactionId, string byUser, CancellationToken ct) =>
        ValueTask.FromResult(store.Transactions.Find(row => row.Id == transactionId) is { } row ? row with { StoppedAt = Noon, StopReason = "Other" } : null);

    public ValueTask<PlannedSchedule?> ComposeScheduleAsync(
        string stationId, int connectorId, DateTimeOffset from, TimeSpan duration, string unit, CancellationToken ct) =>
        ValueTask.FromResult(FindStation(stationId) is null || connectorId > 1
            ? null
            : new PlannedSchedule(from, duration, unit, [new PlannedPeriod(0, 16, 3, "profile 1"), new PlannedPeriod(3600, null, null, "no limit")]));
}

/// <summary>A live source that the test speaks through.</summary>
internal sealed class FakeLive : ILiveSource
{
    private readonly Lock _gate = new();
    private readonly List<Action<LiveEvent>> _subscribers = [];
    private readonly List<string> _watched = [];

    public IReadOnlyList<string> Watched { get { lock (_gate) return [.. _watched]; } }

    public void Publish(LiveEvent change)
    {
        Action<LiveEvent>[] subscribers;
        lock (_gate) subscribers = [.. _subscribers];
        foreach (var subscriber in subscribers) subscriber(change);
    }

    public IDisposable Subscribe(Action<LiveEvent> onChange)
    {
        lock (_gate) _subscribers.Add(onChange);
        return new Ending(() =>
        {
            lock (_gate) _subscribers.Remove(onChange);
        });
    }

    public IDisposable Watch(string stationId)
    {
        lock (_gate) _watched.Add(stationId);
        return new Ending(() =>
        {
            lock (_gate) _watched.Remove(stationId);
        });
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
