using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>A CMS that does as the test says and keeps what it took.</summary>
internal sealed class TestCms : ICmsEndpoint, IShardOwner
{
    private readonly ConcurrentQueue<StationEvent> _events = new();
    private readonly ConcurrentDictionary<int, bool> _shards = new();

    public Func<AdmissionRequest, Admission> Admit { get; set; } = _ => new Admission(AdmissionVerdict.Accepted, 1, Leniency.All, false);

    public Func<StationCall, CancellationToken, ValueTask<CallAnswer>> Call { get; set; } =
        (_, _) => ValueTask.FromResult(CallAnswer.Of(new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } }));

    public Func<StationEvent, CancellationToken, ValueTask> Event { get; set; } = (_, _) => ValueTask.CompletedTask;

    public Func<int, Task> Load { get; set; } = _ => Task.CompletedTask;

    /// <summary>What was taken without a failure, in order.</summary>
    public IReadOnlyCollection<StationEvent> Taken => _events;

    public ICollection<int> Shards => _shards.Keys;

    /// <summary>How often a shard was given up or lost.</summary>
    public int Releases => Volatile.Read(ref _releases);

    private int _releases;

    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => ValueTask.FromResult(Admit(request));

    public ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct) => Call(call, ct);

    public async ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct)
    {
        await Event(stationEvent, ct);
        _events.Enqueue(stationEvent);
    }

    public async ValueTask TakeAsync(int shard, CancellationToken ct)
    {
        await Load(shard);
        Assert.True(_shards.TryAdd(shard, true), $"shard {shard} was taken twice");
    }

    public ValueTask ReleaseAsync(int shard, CancellationToken ct)
    {
        _shards.TryRemove(shard, out _);
        Interlocked.Increment(ref _releases);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A gateway whose stations are a table.</summary>
internal sealed class TestGateway : IGatewayEndpoint
{
    private static readonly CommandReply Absent = new(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero);

    /// <summary>Connected stations and the epoch of their connection.</summary>
    public ConcurrentDictionary<string, long> Stations { get; } = new(StringComparer.Ordinal);

    /// <summary>What stations answer.</summary>
    public Func<StationCommand, CancellationToken, ValueTask<CommandReply>> Answer { get; set; } = (_, _) =>
        ValueTask.FromResult(new CommandReply(CommandOutcome.Answered, new ResetResponse { Status = ResetStatus.Accepted }, null, null, TimeSpan.FromMilliseconds(5)));

    /// <summary>Why stations were disconnected.</summary>
    public ConcurrentQueue<string> Closed { get; } = new();

    public int Commands => _commands;

    private int _commands;

    public ValueTask<CommandReply> OnCommandAsync(StationCommand command, CancellationToken ct)
    {
        Interlocked.Increment(ref _commands);
        return Stations.ContainsKey(command.StationId) ? Answer(command, ct) : ValueTask.FromResult(Absent);
    }

    public ValueTask<bool> OnDisconnectAsync(string stationId, string reason, CancellationToken ct)
    {
        if (!Stations.TryRemove(stationId, out _)) return ValueTask.FromResult(false);
        Closed.Enqueue($"{stationId}: {reason}");
        return ValueTask.FromResult(true);
    }

    public ValueTask<long?> OnFindConnectionAsync(string stationId, CancellationToken ct) => ValueTask.FromResult<long?>(Stations.GetValueOrDefault(stationId));

    public ValueTask<bool> OnReplacedAsync(string stationId, long newerEpoch, CancellationToken ct)
    {
        if (!Stations.TryGetValue(stationId, out var epoch) || epoch >= newerEpoch || !Stations.TryRemove(stationId, out _)) return ValueTask.FromResult(false);
        Closed.Enqueue($"{stationId}: replaced by {newerEpoch}");
        return ValueTask.FromResult(true);
    }
}
