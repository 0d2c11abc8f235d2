using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// Verifies station passwords without paying for the slow hash each time: after a power cut a whole fleet reconnects with passwords
/// that were verified before. What is remembered is a keyed digest of the last verdict per station, with a key that lives and dies
/// with this process. Slow verifications run two at a time, so that guessing cannot take the machine. Thread safe.
/// </summary>
internal sealed class PasswordGuard : IDisposable
{
    private readonly ConcurrentDictionary<string, Verdicts> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slow = new(2, 2);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private long _slowVerifications;

    /// <summary>Slow hashes computed so far.</summary>
    public long SlowVerifications => Interlocked.Read(ref _slowVerifications);

    /// <summary>True when the password fits the station's hash.</summary>
    public async ValueTask<bool> VerifyAsync(string stationId, byte[]? password, string hash, CancellationToken ct)
    {
        if (password is null) return false;
        var digest = Digest(stationId, password, hash);
        var known = _known.TryGetValue(stationId, out var verdicts);
        if (known && Matches(verdicts.Right, digest)) return true;
        if (known && Matches(verdicts.Wrong, digest)) return false;

        await _slow.WaitAsync(ct);
        bool right;
        try
        {
            right = await Task.Run(() => StationPassword.Verify(password, hash), ct);
            Interlocked.Increment(ref _slowVerifications);
        }
        finally
        {
            _slow.Release();
        }

        // A wrong guess must not push out the right answer that the station itself relies on.
        _known.AddOrUpdate(
            stationId,
            static (_, v) => v.Right ? new Verdicts(v.Digest, null) : new Verdicts(null, v.Digest),
            static (_, old, v) => v.Right ? old with { Right = v.Digest } : old with { Wrong = v.Digest },
            (Right: right, Digest: digest));
        return right;
    }

    /// <summary>Forgets what is remembered of a station.</summary>
    public void Forget(string stationId) => _known.TryRemove(stationId, out _);

    public void Dispose() => _slow.Dispose();

    private static bool Matches(byte[]? remembered, byte[] digest) =>
        remembered is not null && CryptographicOperations.FixedTimeEquals(remembered, digest);

    // The hash is part of the digest: a changed password voids what is remembered.
    private byte[] Digest(string stationId, byte[] password, string hash)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes(stationId));
        hmac.AppendData([0]);
        hmac.AppendData(Encoding.UTF8.GetBytes(hash));
        hmac.AppendData([0]);
        hmac.AppendData(password);
        return hmac.GetHashAndReset();
    }

    private readonly record struct Verdicts(byte[]? Right, byte[]? Wrong);
}
