using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Looks through the queue of dead letters on a channel of its own: what was looked at and not taken returns to its place when the channel closes. Thread safe.</summary>
internal sealed class RabbitDeadLetters(ConfirmedPublisher publisher, RabbitOptions options) : IDeadLetters
{
    private const int MostLookedAt = 10_000;

    /// <summary>Longer ids, and those with other characters than letters, digits, - and _, are replaced by their hash: ids stand in addresses.</summary>
    private const int MostIdLength = 64;

    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(100) { SingleReader = true });

    /// <inheritdoc/>
    public async ValueTask<(IReadOnlyList<DeadLetter> Letters, long Count)> ListAsync(int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        var letters = new List<DeadLetter>();
        long count = 0;
        await DoAsync(
            limit,
            (got, letter) =>
            {
                if (letters.Count == 0) count = got.MessageCount + 1;
                letters.Add(letter);
                return ValueTask.FromResult(false);
            },
            ct);
        return (letters, count);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplayAsync(string id, CancellationToken ct) => DoAsync(
        MostLookedAt,
        async (got, letter) =>
        {
            if (letter.Id != id) return false;
            var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [Names.ResentHeader] = true,
                [Names.SchemaHeader] = Properties.Number(got.BasicProperties, Names.SchemaHeader) ?? Properties.Schema,
            };
            var key = Properties.Text(got.BasicProperties, Names.KeyHeader) ?? got.RoutingKey;
            await publisher.PublishAsync(new DurableMessage(Names.Events, key, letter.Type, letter.Body.ToArray(), headers), options.PublishDeadline, ct);
            return true;
        },
        ct);

    /// <inheritdoc/>
    public ValueTask<bool> DiscardAsync(string id, CancellationToken ct) => DoAsync(MostLookedAt, (_, letter) => ValueTask.FromResult(letter.Id == id), ct);

    /// <summary>Works over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        while (await _jobs.Reader.WaitToReadAsync(ct))
        {
            while (_jobs.Reader.TryRead(out var job))
            {
                if (job.Done.Task.IsCompleted) continue;
                try
                {
                    job.Done.TrySetResult(await LookAsync(connection, job, ct));
                }
                catch (Exception e)
                {
                    job.Done.TrySetException(e as BusUnavailableException ?? new BusUnavailableException($"The broker was lost: {e.Message}", e));
                }
            }
        }
    }

    /// <summary>Looks at letters from the oldest on until <see cref="Job.Takes"/> takes one, which is then deleted.</summary>
    private static async Task<bool> LookAsync(IConnection connection, Job job, CancellationToken ct)
    {
        await using var lease = await Lease.OpenAsync(connection, ct);
        for (var n = 0; n < job.Most; n++)
        {
            if (await lease.Channel.BasicGetAsync(Names.Dead, autoAck: false, lease.Ended) is not { } got) return false;
            if (!await job.Takes(got, Read(got))) continue;
            await lease.Channel.BasicAckAsync(got.DeliveryTag, multiple: false, lease.Ended);
            return true;
        }

        return false;
    }

    private static DeadLetter Read(BasicGetResult got)
    {
        var properties = got.BasicProperties;
        var body = got.Body.ToArray();
        var id = properties.MessageId is { } given && given.Length is > 0 and <= MostIdLength && given.All(IsPlain)
            ? given
            : Shard.Hash($"{properties.MessageId} {Convert.ToBase64String(body)}").ToString("x16", CultureInfo.InvariantCulture);
        return new DeadLetter(
            id, properties.Type ?? "", StationOf(body), Properties.Text(properties, Names.WhyHeader) ?? BrokersReason(properties),
            (int)(Properties.Number(properties, Names.AttemptsHeader) ?? Properties.Number(properties, "x-delivery-count") ?? 0),
            At(Properties.Number(properties, Names.FirstSeenHeader)) ?? At(properties.Timestamp.UnixTime * 1000), At(Properties.Number(properties, Names.DeadSinceHeader)), body);
    }

    /// <summary>What the broker itself put here: every worker that had it died before it was done.</summary>
    private static string BrokersReason(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("x-first-death-reason", out var reason) == true && reason is byte[] text
            ? $"The broker gave it up ({Encoding.UTF8.GetString(text)}): the workers that had it were lost before they were done with it."
            : "No reason was noted.";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    private static DateTimeOffset? At(long? unixMs) => unixMs is > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(unixMs.Value) : null;

    private static string? StationOf(byte[] body)
    {
        try
        {
            return CallFormat.ReadStation(body);
        }
        catch (BusFormatException)
        {
            return null;
        }
    }

    private async ValueTask<bool> DoAsync(int most, Func<BasicGetResult, DeadLetter, ValueTask<bool>> takes, CancellationToken ct)
    {
        var job = new Job(most, takes, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_jobs.Writer.TryWrite(job)) throw new BusUnavailableException("Too many requests for dead letters wait already.");
        try
        {
            return await job.Done.Task.WaitAsync(options.CallDeadline, ct);
        }
        catch (TimeoutException e)
        {
            job.Done.TrySetCanceled(CancellationToken.None);
            throw new BusUnavailableException($"The broker was not there within {options.CallDeadline}.", e);
        }
    }

    private sealed record Job(int Most, Func<BasicGetResult, DeadLetter, ValueTask<bool>> Takes, TaskCompletionSource<bool> Done);
}
