using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>What came of a password.</summary>
internal enum PasswordVerdict
{
    /// <summary>It fits.</summary>
    Right,

    /// <summary>It does not fit.</summary>
    Wrong,

    /// <summary>Too many passwords wait to be verified.</summary>
    Busy,
}

/// <summary>
/// Verifies passwords without paying for the slow hash each time: after a power cut a whole fleet reconnects with passwords that were
/// verified before. Remembered are keyed digests of the last right and the last wrong password per user, under a key that lives and
/// dies with this process; so the memory is bounded by the users. Clients that show one password at once share one hash. Slow hashes
/// run on two threads, a bounded number wait, and one that nobody waits for any more leaves the queue: guessing cannot take the
/// machine. Thread safe.
/// </summary>
internal sealed class PasswordVerifier
{
    /// <summary>Most different passwords that wait; further ones are refused.</summary>
    public const int MaxWaiting = 4096;

    private const int HashesAtOnce = 2;

    private readonly ConcurrentDictionary<string, Verdicts> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private readonly LinkedList<Attempt> _queue = new();
    private readonly Lock _gate = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private int _running;
    private long _slowHashes;

    /// <summary>Slow hashes computed so far.</summary>
    public long SlowHashes => Interlocked.Read(ref _slowHashes);

    /// <summary>Whether the password fits the hash of the user.</summary>
    /// <param name="user">Key of what is remembered; one of a bounded number.</param>
    /// <param name="password">What was shown.</param>
    /// <param name="hash">A hash by <see cref="MqttPassword"/>.</param>
    /// <param name="ct">Ends the wait of this caller; others go on waiting.</param>
    public async ValueTask<PasswordVerdict> VerifyAsync(string user, ReadOnlyMemory<byte> password, string hash, CancellationToken ct)
    {
        var digest = Digest(user, password.Span, hash);
        if (_known.TryGetValue(user, out var verdicts))
        {
            if (Same(verdicts.Right, digest)) return PasswordVerdict.Right;
            if (Same(verdicts.Wrong, digest)) return PasswordVerdict.Wrong;
        }

        if (Join(user, password, hash, digest) is not { } attempt) return PasswordVerdict.Busy;
        try
        {
            return await attempt.Verdict.Task.WaitAsync(ct) ? PasswordVerdict.Right : PasswordVerdict.Wrong;
        }
        finally
        {
            Leave(attempt);
        }
    }

    private Attempt? Join(string user, ReadOnlyMemory<byte> password, string hash, byte[] digest)
    {
        var key = Convert.ToHexString(digest);
        lock (_gate)
        {
            if (!_attempts.TryGetValue(key, out var attempt))
            {
                if (_attempts.Count >= MaxWaiting) return null;
                _attempts[key] = attempt = new Attempt(user, password.ToArray(), hash, digest, key);
                _queue.AddLast(attempt.Place);
                if (_running < HashesAtOnce)
                {
                    _running++;
                    _ = Task.Run(HashQueued);
                }
            }

            attempt.Waiters++;
            return attempt;
        }
    }

    private void Leave(Attempt attempt)
    {
        lock (_gate)
        {
            attempt.Waiters--;
            if (attempt.Waiters > 0 || attempt.Place.List is null) return;
            _queue.Remove(attempt.Place);
            _attempts.Remove(attempt.Key);
        }
    }

    private void HashQueued()
    {
        while (Next() is { } attempt)
        {
            var right = MqttPassword.Verify(attempt.Password, attempt.Hash);
            Interlocked.Increment(ref _slowHashes);
            Remember(attempt.User, attempt.Digest, right);
            lock (_gate) _attempts.Remove(attempt.Key);
            attempt.Verdict.SetResult(right);
        }
    }

    private Attempt? Next()
    {
        lock (_gate)
        {
            if (_queue.First is { } first)
            {
                _queue.Remove(first);
                return first.Value;
            }

            _running--;
            return null;
        }
    }

    // A wrong guess must not push out the right answer that the user's own clients rely on.
    private void Remember(string user, byte[] digest, bool right) => _known.AddOrUpdate(
        user,
        static (_, v) => v.Right ? new Verdicts(v.Digest, null) : new Verdicts(null, v.Digest),
        static (_, old, v) => v.Right ? old with { Right = v.Digest } : old with { Wrong = v.Digest },
        (Right: right, Digest: digest));

    private static bool Same(byte[]? remembered, byte[] digest) => remembered is not null && CryptographicOperations.FixedTimeEquals(remembered, digest);

    private byte[] Digest(string user, ReadOnlySpan<byte> password, string hash)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(user));
        hmac.AppendData([0]);
        hmac.AppendData(Encoding.UTF8.GetBytes(hash));
        hmac.AppendData([0]);
        hmac.AppendData(password);
        return hmac.GetHashAndReset();
    }

    private readonly record struct Verdicts(byte[]? Right, byte[]? Wrong);

    private sealed class Attempt
    {
        public Attempt(string user, byte[] password, string hash, byte[] digest, string key)
        {
            (User, Password, Hash, Digest, Key) = (user, password, hash, digest, key);
            Place = new LinkedListNode<Attempt>(this);
        }

        public string User { get; }

        public byte[] Password { get; }

        public string Hash { get; }

        public byte[] Digest { get; }

        public string Key { get; }

        /// <summary>Its place in the queue; in no list once it is being hashed.</summary>
        public LinkedListNode<Attempt> Place { get; }

        public TaskCompletionSource<bool> Verdict { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }
    }
}
