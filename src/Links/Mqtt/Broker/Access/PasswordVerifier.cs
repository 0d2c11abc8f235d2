using Busbar.Links.Passwords;

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
/// Verifies passwords without paying for the slow hash each time (<see cref="PasswordMemory"/>). Clients that show one password at once share one hash. Slow hashes
/// run on two threads, a bounded number wait, and one that nobody waits for any more leaves the queue: guessing cannot take the
/// machine. Thread safe.
/// </summary>
internal sealed class PasswordVerifier
{
    /// <summary>Most different passwords that wait; further ones are refused.</summary>
    public const int MaxWaiting = 4096;

    private const int HashesAtOnce = 2;

    private readonly PasswordMemory _memory = new();
    private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
    private readonly LinkedList<Attempt> _queue = new();
    private readonly Lock _gate = new();
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
        var digest = _memory.Digest(user, password.Span, hash);
        if (_memory.Find(user, digest) is { } known) return Of(known);
        if (Join(user, password, hash, digest, out var since) is not { } attempt) return since is { } meanwhile ? Of(meanwhile) : PasswordVerdict.Busy;
        try
        {
            return Of(await attempt.Verdict.Task.WaitAsync(ct));
        }
        finally
        {
            Leave(attempt);
        }
    }

    private static PasswordVerdict Of(bool isRight) => isRight ? PasswordVerdict.Right : PasswordVerdict.Wrong;

    /// <summary>The attempt at this password; null when it has been judged meanwhile, and when too many wait.</summary>
    private Attempt? Join(string user, ReadOnlyMemory<byte> password, string hash, byte[] digest, out bool? known)
    {
        var key = Convert.ToHexString(digest);
        known = null;
        lock (_gate)
        {
            if (!_attempts.TryGetValue(key, out var attempt))
            {
                // A verdict is remembered before its attempt goes, so that who comes between finds one of the two.
                known = _memory.Find(user, digest);
                if (known is not null) return null;
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
            _memory.Remember(attempt.User, attempt.Digest, right);
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
