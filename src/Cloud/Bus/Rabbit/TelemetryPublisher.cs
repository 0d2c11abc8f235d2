using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Sends exchanges for the message log, many to a message, without waiting for anybody: the oldest are dropped and counted. Thread safe.</summary>
internal sealed class TelemetryPublisher
{
    private const int MostInOne = 100;
    private const int MostBytesInOne = 256 * 1024;

    private readonly Channel<StationExchanged> _waiting;

    public TelemetryPublisher(RabbitOptions options, BusMetrics metrics)
    {
        var bounds = new BoundedChannelOptions(options.TelemetryQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest };
        _waiting = Channel.CreateBounded<StationExchanged>(bounds, _ => metrics.TelemetryDropped());
    }

    /// <summary>Takes an exchange.</summary>
    public void Publish(StationExchanged exchange) => _waiting.Writer.TryWrite(exchange);

    /// <summary>Sends over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var batch = new List<StationExchanged>(MostInOne);
        while (await _waiting.Reader.WaitToReadAsync(lease.Ended))
        {
            batch.Clear();
            for (var bytes = 0; batch.Count < MostInOne && bytes < MostBytesInOne && _waiting.Reader.TryRead(out var exchange); bytes += exchange.Request.Length + exchange.Response.Length)
                batch.Add(exchange);
            await lease.Channel.BasicPublishAsync("", Names.Telemetry, mandatory: false, Properties.Of(MessageTypes.Exchanges), EventFormat.Write(batch), lease.Ended);
        }
    }
}
