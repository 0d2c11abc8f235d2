using Busbar.Cloud.Bus.Format;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>The command path's sending end: to the gateway that is bound to the station, and its answer back. Thread safe.</summary>
/// <param name="rpc">Carries them.</param>
/// <param name="epochOf">The station's newest connection as far as it is known here; 0 for unknown.</param>
internal sealed class RabbitCommands(RpcClient rpc, RabbitOptions options, BusMetrics metrics, Func<string, long> epochOf)
{
    /// <summary>What the gateway has beyond the station's own deadline: both ways over the broker.</summary>
    private static readonly TimeSpan Way = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="IBus.CommandAsync"/>
    public async ValueTask<CommandReply> CommandAsync(StationCommand command, CancellationToken ct)
    {
        var reply = await SendAsync(command, ct);
        metrics.Commanded(reply.Outcome);
        return reply;
    }

    /// <inheritdoc cref="IBus.DisconnectAsync"/>
    public async ValueTask<bool> DisconnectAsync(string stationId, string reason, CancellationToken ct)
    {
        var body = CommandFormat.Write(stationId, epochOf(stationId), reason);
        var request = new RpcRequest(Names.Commands, Names.CommandKey(stationId), MessageTypes.Disconnect, body, Repeatable: true, Mandatory: true);
        var reply = await rpc.AskAsync(request, options.CallDeadline, ct);
        return reply.Type == MessageTypes.Reply;
    }

    /// <inheritdoc cref="IBus.FindConnectionAsync"/>
    public async ValueTask<long?> FindConnectionAsync(string stationId, CancellationToken ct)
    {
        var request = new RpcRequest(Names.Commands, Names.CommandKey(stationId), MessageTypes.Find, CommandFormat.Write(stationId, 0, null), Repeatable: true, Mandatory: true);
        var reply = await rpc.AskAsync(request, options.CallDeadline, ct);
        return reply.Type switch
        {
            MessageTypes.Reply => CommandFormat.ReadFound(reply.Body),
            MessageTypes.Absent => 0,
            _ => null,
        };
    }

    private async ValueTask<CommandReply> SendAsync(StationCommand command, CancellationToken ct)
    {
        // A command is never sent twice: a station that starts a charge twice is worse than an operator who is told that nobody knows.
        var body = CommandFormat.Write(command, epochOf(command.StationId));
        var request = new RpcRequest(Names.Commands, Names.CommandKey(command.StationId), MessageTypes.Command, body, Repeatable: false, Mandatory: true);
        var reply = await rpc.AskAsync(request, command.Deadline is { } deadline ? deadline + Way : options.CommandDeadline, ct);
        return reply.Type switch
        {
            MessageTypes.Reply => CommandFormat.ReadReply(reply.Body, command.Request.Action),
            MessageTypes.Absent => new CommandReply(CommandOutcome.NotConnected, null, null, $"Station {command.StationId} is not connected to any gateway.", TimeSpan.Zero),
            _ => throw new CmsFailedException($"The gateway failed over {command.Request.Action.Name} for {command.StationId}: {CallFormat.ReadFailure(reply.Body)}"),
        };
    }
}
