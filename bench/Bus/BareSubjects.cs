using System.Collections.Concurrent;
using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Busbar.Bench.Bus;

/// <summary>The least that a question and answer over RabbitMQ costs with this client: one queue, direct reply-to, the body sent back, acknowledged one by one.</summary>
internal sealed class BareCalls(string url) : ISubject
{
    private const string Queue = "ping";

    private static readonly byte[] Body =
        """{"station":"CP00001","epoch":1,"at":"1970-01-01T00:00:00+00:00","version":"ocpp1.6","action":"Authorize","id":"1","payload":{"idTag":"0123456789ABCDEF"}}"""u8.ToArray();

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _asked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1);
    private IConnection? _client;
    private IConnection? _server;
    private IChannel? _channel;
    private long _last;

    public string Name => "bare ping";

    public async Task StartAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(url) };
        _server = await factory.CreateConnectionAsync();
        var answering = await _server.CreateChannelAsync();
        await answering.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await answering.BasicQosAsync(0, 256, global: false);
        var server = new AsyncEventingBasicConsumer(answering);
        server.ReceivedAsync += async (_, e) =>
        {
            var properties = new BasicProperties { CorrelationId = e.BasicProperties.CorrelationId };
            await answering.BasicPublishAsync("", e.BasicProperties.ReplyTo!, mandatory: false, properties, e.Body);
            await answering.BasicAckAsync(e.DeliveryTag, multiple: false);
        };
        await answering.BasicConsumeAsync(Queue, autoAck: false, server);

        _client = await factory.CreateConnectionAsync();
        _channel = await _client.CreateChannelAsync();
        var client = new AsyncEventingBasicConsumer(_channel);
        client.ReceivedAsync += (_, e) =>
        {
            if (_asked.TryRemove(e.BasicProperties.CorrelationId!, out var waiting)) waiting.SetResult();
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync("amq.rabbitmq.reply-to", autoAck: true, client);
    }

    public async ValueTask OnceAsync(int caller)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = waiting;
        var properties = new BasicProperties { CorrelationId = id, ReplyTo = "amq.rabbitmq.reply-to" };
        await _writing.WaitAsync();
        try
        {
            await _channel!.BasicPublishAsync("", Queue, mandatory: false, properties, Body);
        }
        finally
        {
            _writing.Release();
        }

        await waiting.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _writing.Dispose();
    }
}

/// <summary>The least that a durable event costs with this client: one quorum queue, confirmations tracked by the client, a consumer that acknowledges.</summary>
internal sealed class BareEvents(string url) : ISubject
{
    private const string Queue = "facts";

    private static readonly byte[] Body =
        """{"station":"CP00001","epoch":1,"at":"1970-01-01T00:00:00+00:00","version":"ocpp1.6","action":"StatusNotification","id":"1","payload":{"connectorId":1,"errorCode":"NoError","status":"Charging","timestamp":"1970-01-01T00:00:00Z"}}"""u8.ToArray();

    private IConnection? _connection;
    private IConnection? _consuming;
    private IChannel? _channel;

    public string Name => "bare confirmations";

    public async Task StartAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(url) };
        _consuming = await factory.CreateConnectionAsync();
        var taking = await _consuming.CreateChannelAsync();
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };
        await taking.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments);
        await taking.BasicQosAsync(0, 256, global: false);
        var consumer = new AsyncEventingBasicConsumer(taking);
        consumer.ReceivedAsync += async (_, e) => await taking.BasicAckAsync(e.DeliveryTag, multiple: false);
        await taking.BasicConsumeAsync(Queue, autoAck: false, consumer);

        _connection = await factory.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
    }

    public async ValueTask OnceAsync(int caller) =>
        await _channel!.BasicPublishAsync("", Queue, mandatory: false, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, Body);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_consuming is not null) await _consuming.DisposeAsync();
    }
}
