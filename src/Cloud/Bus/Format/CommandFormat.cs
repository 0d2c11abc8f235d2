using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus.Format;

/// <summary>Bodies of the command path.</summary>
internal static class CommandFormat
{
    /// <summary>A request for a station, its disconnection, a question for its connection, or a gateway's claim on it.</summary>
    /// <param name="StationId">The station.</param>
    /// <param name="Epoch">The newest connection that the sender knows of; 0 when it knows none.</param>
    /// <param name="Command">The request; null otherwise.</param>
    /// <param name="Reason">Why it is disconnected; null otherwise.</param>
    public readonly record struct Addressed(string StationId, long Epoch, StationCommand? Command, string? Reason);

    /// <summary>A request for a station.</summary>
    public static byte[] Write(StationCommand command, long epoch)
    {
        var writer = BodyWriter.Begin().Text("station"u8, command.StationId).Number("epoch"u8, epoch).Action(command.Request.Action);
        if (command.Deadline is { } deadline) writer.Number("deadlineMs"u8, (long)deadline.TotalMilliseconds);
        return writer.Payload("payload"u8, command.Request).End();
    }

    /// <summary>A disconnection, with its reason; a claim or a question for the connection, without.</summary>
    public static byte[] Write(string stationId, long epoch, string? reason) =>
        BodyWriter.Begin().Text("station"u8, stationId).Number("epoch"u8, epoch).Text("reason"u8, reason).End();

    /// <summary>The connection that a gateway holds.</summary>
    public static byte[] WriteFound(long epoch) => BodyWriter.Begin().Number("epoch"u8, epoch).End();

    /// <summary>The connection that a gateway holds.</summary>
    public static long ReadFound(ReadOnlySpan<byte> body)
    {
        long epoch = 0;
        var reader = new BodyReader(body);
        while (reader.Next())
            if (reader.Is("epoch"u8)) epoch = reader.Number();
        return epoch;
    }

    /// <summary>Reads any of what goes to a gateway.</summary>
    public static Addressed Read(string? type, ReadOnlySpan<byte> body)
    {
        string? station = null, version = null, action = null, reason = null;
        long epoch = 0, deadlineMs = 0;
        ReadOnlySpan<byte> payload = default;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("version"u8)) version = reader.Text();
            else if (reader.Is("action"u8)) action = reader.Text();
            else if (reader.Is("deadlineMs"u8)) deadlineMs = reader.Number();
            else if (reader.Is("reason"u8)) reason = reader.Text();
            else if (reader.Is("payload"u8)) payload = reader.Raw();
        }

        BodyReader.Require(station, "station");
        if (type is MessageTypes.Disconnect or MessageTypes.Claim or MessageTypes.Find) return new Addressed(station, epoch, null, reason ?? "");
        if (type is not (null or MessageTypes.Command))
            throw new BusFormatException($"The type is {type}; allowed: {MessageTypes.Command}, {MessageTypes.Disconnect}, {MessageTypes.Find}, {MessageTypes.Claim}.");
        var request = BodyReader.RequestOf(BodyReader.ActionOf(version, action), payload);
        return new Addressed(station, epoch, new StationCommand(station, request, deadlineMs > 0 ? TimeSpan.FromMilliseconds(deadlineMs) : null), null);
    }

    /// <summary>What became of a command.</summary>
    public static byte[] Write(CommandReply reply)
    {
        var writer = BodyWriter.Begin()
            .Text("outcome"u8, reply.Outcome.ToString()).Text("errorCode"u8, reply.ErrorCode).Text("errorText"u8, reply.ErrorText)
            .Number("latencyTicks"u8, reply.Latency.Ticks);
        if (reply.Response is { } response) writer.Payload("payload"u8, response);
        return writer.End();
    }

    /// <summary>What became of a command.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="action">The command's action; null where no payload is due.</param>
    public static CommandReply ReadReply(ReadOnlySpan<byte> body, OcppAction? action)
    {
        string? outcome = null, errorCode = null, errorText = null;
        long latency = 0;
        OcppResponse? response = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("outcome"u8)) outcome = reader.Text();
            else if (reader.Is("errorCode"u8)) errorCode = reader.Text();
            else if (reader.Is("errorText"u8)) errorText = reader.Text();
            else if (reader.Is("latencyTicks"u8)) latency = reader.Number();
            else if (action is not null && reader.Is("payload"u8)) response = CallFormat.ReadResponse(action, reader.Raw());
        }

        return new CommandReply(CallFormat.EnumOf<CommandOutcome>(outcome, "outcome"), response, errorCode, errorText, TimeSpan.FromTicks(latency));
    }
}
