using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using Busbar.Links.Timing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>What is asked over the broker.</summary>
/// <param name="Exchange">Empty for a queue by its name.</param>
/// <param name="Key">Routing key.</param>
/// <param name="Type">One of <see cref="MessageTypes"/>.</param>
/// <param name="Body">JSON.</param>
/// <param name="Repeatable">It may be sent once more when the connection broke before the answer; else it fails then.</param>
/// <param name="Mandatory">Nobody there to take it: answered <see cref="MessageTypes.Absent"/> at once.</param>
internal sealed record RpcRequest(string Exchange, string Key, string Type, byte[] Body, bool Repeatable, bool Mandatory = false);

/// <summary>The answer: its type and its JSON.</summary>
internal readonly record struct RpcReply(string Type, byte[] Body);

/// <summary>
/// Questions and answers over direct reply-to. One loop writes to the channel; questions that wait for it are bounded. A question has one deadline
/// for all: waiting for room, for the broker, for the answer. Thread safe.
/// </summary>
/// <param name="options">Room, among others.</param>
/// <param name="withoutBroker">When the broker has been away for this long, questions fail at once, those that wait too; null to wait up to their deadline.</param>
internal sealed class RpcClient(RabbitOptions options, BusMetrics metrics, TimeProvider time, TimeSpan? withoutBroker = null)
{
    /// <summary>
    /// How long a receiver's "absent" waits for another receiver's answer: a station that moves between gateways is bound at both for a moment.
    /// </summary>
    private static readonly TimeSpan AbsentGrace = TimeSpan.FromMilliseconds(300);

    private readonly Channel<Question> _waiting = Channel.CreateBounded<Question>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
    private readonly ConcurrentDictionary<ulong, Question> _asked = new();
    private readonly DeadlineWheel _wheel = DeadlineWheel.For(time);
    private ulong _lastId;
    private long _lostAt = time.GetTimestamp();
    private volatile bool _connected;

    /// <summary>Asks, and brings the answer.</summary>
    /// <exception cref="BusUnavailableException">No answer within the deadline.</exception>
    public async ValueTask<RpcReply> AskAsync(RpcRequest request, TimeSpan deadline, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var question = new Question(this, Interlocked.Increment(ref _lastId), request, began, deadline, System.Diagnostics.Activity.Current?.Id);
        _wheel.Schedule(question, NextLook(deadline));
        var outcome = "unavailable";
        try
        {
            await using var cancelled = ct.CanBeCanceled ? ct.UnsafeRegister(static (q, token) => ((Question)q!).Answer.TrySetCanceled(token), question) : default;
            while (!_waiting.Writer.TryWrite(question) && !question.Answer.Task.IsCompleted)
                await Task.WhenAny(_waiting.Writer.WaitToWriteAsync(ct).AsTask(), question.Answer.Task);
            var reply = await question.Answer.Task;
            outcome = reply.Type == MessageTypes.Failed ? "failed" : "answered";
            return reply;
        }
        finally
        {
            _wheel.Cancel(question);
            _asked.TryRemove(question.Id, out _);
            metrics.Called(request.Type, outcome, time.GetElapsedTime(began));
        }
    }

    /// <summary>Asks over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        var channel = lease.Channel;
        channel.BasicReturnAsync += OnReturned;
        await channel.BasicConsumeAsync(Names.ReplyTo, autoAck: true, new Answers(this, channel), ct);
        _connected = true;
        try
        {
            // Whose answer was lost with the last connection, in their order.
            foreach (var question in _asked.Values.OrderBy(q => q.Id).ToArray())
            {
                if (question.Answer.Task.IsCompleted) continue;
                metrics.Resent(question.Request.Type);
                await SendAsync(channel, question, resent: true, lease.Ended);
            }

            while (await _waiting.Reader.WaitToReadAsync(lease.Ended))
            {
                while (_waiting.Reader.TryRead(out var question))
                {
                    if (question.Answer.Task.IsCompleted) continue;
                    _asked[question.Id] = question;
                    if (question.Answer.Task.IsCompleted) _asked.TryRemove(question.Id, out _);
                    else await SendAsync(channel, question, resent: false, lease.Ended);
                }
            }
        }
        finally
        {
            Interlocked.Exchange(ref _lostAt, time.GetTimestamp());
            _connected = false;
            foreach (var question in _asked.Values)
            {
                if (!question.Request.Repeatable)
                    question.Answer.TrySetException(new BusUnavailableException("The connection to the broker was lost before the answer; it is not known what became of the message."));
            }
        }
    }

    private async ValueTask SendAsync(IChannel channel, Question question, bool resent, CancellationToken ct)
    {
        var left = question.Deadline - time.GetElapsedTime(question.Began);
        if (left <= TimeSpan.Zero) return;
        var properties = new BasicProperties
        {
            Type = question.Request.Type,
            CorrelationId = question.Id.ToString(CultureInfo.InvariantCulture),
            ReplyTo = Names.ReplyTo,
            Expiration = ((long)Math.Max(1, left.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture),
            Headers = Properties.Headers(question.Trace, resent),
        };
        await channel.BasicPublishAsync(question.Request.Exchange, question.Request.Key, question.Request.Mandatory, properties, question.Request.Body, ct);
    }

    /// <summary>How long the broker may still be away before a question fails; null when it is there, or may be away as long as it likes.</summary>
    private TimeSpan? PatienceLeft() => withoutBroker is { } patience && !_connected ? patience - time.GetElapsedTime(Interlocked.Read(ref _lostAt)) : null;

    private TimeSpan Elapsed(long since) => time.GetElapsedTime(since);

    /// <summary>When a question is looked at again: at its deadline, or sooner to see whether there is a broker.</summary>
    private TimeSpan NextLook(TimeSpan left)
    {
        var sooner = PatienceLeft() ?? withoutBroker ?? left;
        return sooner < left ? sooner : left;
    }

    private Task OnReturned(object sender, BasicReturnEventArgs e)
    {
        if (TryFind(e.BasicProperties.CorrelationId, out var question)) question.Answer.TrySetResult(new RpcReply(MessageTypes.Absent, []));
        return Task.CompletedTask;
    }

    private bool TryFind(string? correlationId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Question? question)
    {
        question = null;
        return ulong.TryParse(correlationId, CultureInfo.InvariantCulture, out var id) && _asked.TryGetValue(id, out question);
    }

    /// <summary>Takes answers in.</summary>
    private sealed class Answers(RpcClient owner, IChannel channel) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            if (!owner.TryFind(properties.CorrelationId, out var question)) return Task.CompletedTask;
            var reply = new RpcReply(properties.Type ?? MessageTypes.Answer, body.ToArray());
            if (reply.Type == MessageTypes.Absent) question.Hold(reply);
            else question.Answer.TrySetResult(reply);
            return Task.CompletedTask;
        }
    }

    /// <summary>A question that waits for its answer.</summary>
    private sealed class Question(RpcClient owner, ulong id, RpcRequest request, long began, TimeSpan deadline, string? trace) : DeadlineWheel.Entry
    {
        private byte[]? _absent;

        public ulong Id { get; } = id;

        public RpcRequest Request { get; } = request;

        public long Began { get; } = began;

        public TimeSpan Deadline { get; } = deadline;

        public string? Trace { get; } = trace;

        public TaskCompletionSource<RpcReply> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Keeps an "absent" for the case that nobody else answers.</summary>
        public void Hold(RpcReply absent)
        {
            if (Interlocked.CompareExchange(ref _absent, absent.Body, null) is null) owner._wheel.Schedule(this, AbsentGrace);
        }

        protected override void OnDue()
        {
            var left = Deadline - owner.Elapsed(Began);
            if (_absent is { } body) Answer.TrySetResult(new RpcReply(MessageTypes.Absent, body));
            else if (left <= TimeSpan.Zero) Answer.TrySetException(new BusUnavailableException($"No answer to {Request.Type} by {Request.Key} within {Deadline}."));
            else if (owner.PatienceLeft() <= TimeSpan.Zero) Answer.TrySetException(new BusUnavailableException("There is no connection to the broker."));
            else owner._wheel.Schedule(this, owner.NextLook(left));
        }
    }
}
