using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Identity;

namespace Busbar.Cloud.Api;

/// <summary>
/// The users of the console: a short-lived copy of the store's, so that every request can be held against them, and their passwords
/// (PBKDF2 with HMAC-SHA512, 100,000 rounds, as the framework's hasher does). Names are compared without case. Thread safe.
/// </summary>
internal sealed class Accounts(IRecordStore store, TimeProvider time) : IDisposable
{
    /// <summary>How long a change made by another process may go unnoticed.</summary>
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(15);

    /// <summary>A hash takes tens of milliseconds of a core: two at a time leave the rest of the program its cores.</summary>
    private const int HashesAtOnce = 2;

    private static readonly TimeSpan HashDeadline = TimeSpan.FromSeconds(10);

    private readonly PasswordHasher<UserRow> _hasher = new();
    private readonly SemaphoreSlim _hashing = new(HashesAtOnce);
    private readonly Lazy<string> _hashOfNobody = new(static () => new PasswordHasher<UserRow>().HashPassword(Nobody, Guid.NewGuid().ToString()));
    private Snapshot? _snapshot;
    private long _changes;

    /// <summary>A user's role or password changed, or the user is gone: what was granted before no longer holds.</summary>
    public event Action<string>? Revoked;

    private static UserRow Nobody { get; } = new("", Role.Viewer, "", DateTimeOffset.UnixEpoch, null);

    public async ValueTask<IReadOnlyCollection<UserRow>> AllAsync(CancellationToken ct) => (await SnapshotAsync(ct)).ByName.Values;

    public async ValueTask<UserRow?> FindAsync(string name, CancellationToken ct) => (await SnapshotAsync(ct)).ByName.GetValueOrDefault(name);

    /// <summary>The user when name and password fit, else null, after the same work whether the name is known or not.</summary>
    /// <exception cref="TimeoutException">Too many logins wait.</exception>
    public async ValueTask<UserRow?> VerifyAsync(string name, string password, CancellationToken ct)
    {
        var user = await FindAsync(name, ct);
        var verdict = await WithHasherAsync(
            () => _hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _hashOfNobody.Value, password), ct);
        return verdict == PasswordVerificationResult.Failed ? null : user;
    }

    /// <summary>A new hash of a password.</summary>
    /// <exception cref="TimeoutException">Too many logins wait.</exception>
    public ValueTask<string> HashAsync(string password, CancellationToken ct) => WithHasherAsync(() => _hasher.HashPassword(Nobody, password), ct);

    public async ValueTask SaveAsync(UserRow user, CancellationToken ct)
    {
        var before = await FindAsync(user.Name, ct);
        await store.SaveUserAsync(user, ct);
        Forget();
        if (before is not null && Stamp(before) != Stamp(user)) Revoked?.Invoke(user.Name);
    }

    public async ValueTask<bool> DeleteAsync(string name, CancellationToken ct)
    {
        var existed = await store.DeleteUserAsync(name, ct);
        Forget();
        if (existed) Revoked?.Invoke(name);
        return existed;
    }

    /// <summary>Changes with role and password: a login that carries another stamp no longer counts.</summary>
    public static string Stamp(UserRow user) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Role}\n{user.PasswordHash}")).AsSpan(0, 12));

    public void Dispose() => _hashing.Dispose();

    private async ValueTask<T> WithHasherAsync<T>(Func<T> hash, CancellationToken ct)
    {
        if (!await _hashing.WaitAsync(HashDeadline, ct)) throw new TimeoutException("Too many logins wait to be verified.");
        try
        {
            return await Task.Run(hash, ct);
        }
        finally
        {
            _hashing.Release();
        }
    }

    private async ValueTask<Snapshot> SnapshotAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _snapshot) is { } known && time.GetElapsedTime(known.ReadAt) < CacheLife) return known;
        var readAt = time.GetTimestamp();
        var changes = Interlocked.Read(ref _changes);
        var users = await store.ReadUsersAsync(ct);
        var fresh = new Snapshot(users.ToFrozenDictionary(user => user.Name, StringComparer.OrdinalIgnoreCase), readAt);
        if (changes == Interlocked.Read(ref _changes)) Volatile.Write(ref _snapshot, fresh);
        return fresh;
    }

    private void Forget()
    {
        Interlocked.Increment(ref _changes);
        Volatile.Write(ref _snapshot, null);
    }

    private sealed record Snapshot(FrozenDictionary<string, UserRow> ByName, long ReadAt);
}
