using Busbar.Links.Passwords;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// Verifies station passwords without paying for the slow hash each time (<see cref="PasswordMemory"/>). Slow verifications run two at a time, so that guessing cannot
/// take the machine. Thread safe.
/// </summary>
internal sealed class PasswordGuard : IDisposable
{
    private readonly PasswordMemory _memory = new();
    private readonly SemaphoreSlim _slow = new(2, 2);
    private long _slowVerifications;

    /// <summary>Slow hashes computed so far.</summary>
    public long SlowVerifications => Interlocked.Read(ref _slowVerifications);

    /// <summary>True when the password fits the station's hash.</summary>
    public async ValueTask<bool> VerifyAsync(string stationId, byte[]? password, string hash, CancellationToken ct)
    {
        if (password is null) return false;
        var digest = _memory.Digest(stationId, password, hash);
        if (_memory.Find(stationId, digest) is { } known) return known;

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

        _memory.Remember(stationId, digest, right);
        return right;
    }

    /// <summary>Forgets what is remembered of a station.</summary>
    public void Forget(string stationId) => _memory.Forget(stationId);

    public void Dispose() => _slow.Dispose();
}
