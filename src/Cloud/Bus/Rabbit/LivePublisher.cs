using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Sends changes for the live view, all of an interval in one message: a JSON array. Thread safe.</summary>
internal sealed class LivePublisher : ILiveTransport
{
    private const int MostWaiting = 10_000;
    private const int MostBytesInOne = 512 * 1024;

    private readonly RabbitOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<ReadOnlyMemory<byte>> _waiting;

    public LivePublisher(RabbitOptions options, BusMetrics metrics, TimeProvider time)
    {
        (_options, _time) = (options, time);
        var bounds = new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest };
        _waiting = Channel.CreateBounded<ReadOnlyMemory<byte>>(bounds, _ => metrics.LiveDropped());
    }

    /// <inheritdoc/>
    public void Publish(ReadOnlyMemory<byte> change) => _waiting.Writer.TryWrite(change);

    /// <summary>Sends over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        while (await _waiting.Reader.WaitToReadAsync(lease.Ended))
        {
            await Task.Delay(_options.LiveInterval, _time, lease.Ended);
            while (_waiting.Reader.TryPeek(out _))
                await lease.Channel.BasicPublishAsync(Names.Live, "", mandatory: false, Properties.Of(MessageTypes.Live), Gather(), lease.Ended);
        }
    }

    private byte[] Gather()
    {
        var writer = BodyWriter.BeginArray();
        for (var bytes = 0; bytes < MostBytesInOne && _waiting.Reader.TryRead(out var change); bytes += change.Length)
            writer.Json.WriteRawValue(change.Span, skipInputValidation: true);
        return writer.EndArray();
    }
}
