using System.Threading.Channels;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>What is published before a delivery is acknowledged: an answer to a queue.</summary>
internal readonly record struct Outgoing(string Queue, BasicProperties Properties, byte[] Body);

/// <summary>
/// Writes answers and acknowledgements of one channel, from one loop: an answer goes out before its delivery is acknowledged, and deliveries that are done
/// together share an acknowledgement. Thread safe.
/// </summary>
/// <param name="channel">Whose deliveries are acknowledged.</param>
/// <param name="mostInHand">Deliveries in hand at most, by the prefetch of all consumers of the channel together.</param>
internal sealed class ReplyLane(IChannel channel, int mostInHand)
{
    private readonly Channel<(ulong Tag, Outgoing? Answer)> _done =
        Channel.CreateBounded<(ulong, Outgoing?)>(new BoundedChannelOptions(mostInHand) { SingleReader = true });

    // Delivery tags of a channel run from 1 without gaps. Here are those beyond the first open one: true when acknowledged on their own already.
    private readonly Dictionary<ulong, bool> _beyond = [];
    private readonly List<ulong> _fresh = [];
    private ulong _firstOpen = 1;
    private int _inHand;

    /// <summary>Deliveries that are not done yet.</summary>
    public int InHand => Volatile.Read(ref _inHand);

    /// <summary>A delivery has come; call it before <see cref="Done"/>.</summary>
    public void Begin() => Interlocked.Increment(ref _inHand);

    /// <summary>A delivery is done with; false when the lane is closed, and nothing becomes of it.</summary>
    public bool Done(ulong tag, Outgoing? answer = null)
    {
        // Never full: the broker holds back what goes beyond the prefetch.
        return _done.Writer.TryWrite((tag, answer));
    }

    /// <summary>Takes no more; after <see cref="RunAsync"/> has ended. Answers that were not written.</summary>
    public IReadOnlyList<Outgoing> Close()
    {
        _done.Writer.TryComplete();
        var left = new List<Outgoing>();
        while (_done.Reader.TryRead(out var done))
            if (done.Answer is { } answer) left.Add(answer);
        return left;
    }

    /// <summary>A delivery is left as it is: the broker gives it to the next consumer when the channel closes.</summary>
    public void Abandon() => Interlocked.Decrement(ref _inHand);

    /// <summary>Writes until the token fires or the channel has ended.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (await _done.Reader.WaitToReadAsync(ct))
        {
            var count = 0;
            while (_done.Reader.TryRead(out var done))
            {
                if (done.Answer is { } answer) await channel.BasicPublishAsync("", answer.Queue, mandatory: false, answer.Properties, answer.Body, ct);
                _beyond[done.Tag] = false;
                _fresh.Add(done.Tag);
                count++;
            }

            await AcknowledgeAsync(ct);
            Interlocked.Add(ref _inHand, -count);
        }
    }

    private async ValueTask AcknowledgeAsync(CancellationToken ct)
    {
        ulong last = 0;
        while (_beyond.Remove(_firstOpen, out var acknowledged))
        {
            if (!acknowledged) last = _firstOpen;
            _firstOpen++;
        }

        // "Multiple" must name a delivery that is still open: the broker takes any other for a mistake and closes the channel.
        if (last > 0) await channel.BasicAckAsync(last, multiple: true, ct);
        foreach (var tag in _fresh)
        {
            if (!_beyond.ContainsKey(tag)) continue;
            await channel.BasicAckAsync(tag, multiple: false, ct);
            _beyond[tag] = true;
        }

        _fresh.Clear();
    }
}
