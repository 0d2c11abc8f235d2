using Busbar.Cloud.Bus;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>A gateway whose stations answer as the test says; what it was asked is kept.</summary>
internal sealed class FakeGateway : IGatewayEndpoint
{
    private readonly Lock _gate = new();
    private readonly List<StationCommand> _sent = [];
    private readonly Dictionary<Type, Func<OcppRequest, OcppResponse>> _answers = [];

    public IReadOnlyList<StationCommand> Sent { get { lock (_gate) return [.. _sent]; } }

    public bool Connected { get; set; } = true;

    /// <summary>Stations that were to be disconnected, in order.</summary>
    public List<string> Disconnected { get; } = [];

    /// <summary>How every station answers requests of this type.</summary>
    public void Answer<T>(Func<T, OcppResponse> answer)
        where T : OcppRequest
    {
        lock (_gate) _answers[typeof(T)] = request => answer((T)request);
    }

    public IEnumerable<T> All<T>() => Sent.Select(s => s.Request).OfType<T>();

    public ValueTask<CommandReply> OnCommandAsync(StationCommand command, CancellationToken ct)
    {
        if (!Connected) return ValueTask.FromResult(new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero));
        Assert.Null(OcppJson.Validate(command.Request));
        Func<OcppRequest, OcppResponse>? answer;
        lock (_gate)
        {
            _sent.Add(command);
            _answers.TryGetValue(command.Request.GetType(), out answer);
        }

        return ValueTask.FromResult(answer is null
            ? new CommandReply(CommandOutcome.Refused, null, "NotImplemented", "no answer in this test", TimeSpan.Zero)
            : new CommandReply(CommandOutcome.Answered, answer(command.Request), null, null, TimeSpan.FromMilliseconds(20)));
    }

    /// <summary>Connections that it holds, by station.</summary>
    public Dictionary<string, long> Held { get; } = [];

    /// <summary>How often it was asked for a connection.</summary>
    public int Questions { get; private set; }

    public ValueTask<long?> OnFindConnectionAsync(string stationId, CancellationToken ct)
    {
        lock (_gate)
        {
            Questions++;
            return ValueTask.FromResult<long?>(Held.GetValueOrDefault(stationId));
        }
    }

    public ValueTask<bool> OnDisconnectAsync(string stationId, string reason, CancellationToken ct)
    {
        Disconnected.Add(stationId);
        return ValueTask.FromResult(Connected);
    }

    public ValueTask<bool> OnReplacedAsync(string stationId, long newerEpoch, CancellationToken ct) => ValueTask.FromResult(false);
}
