using System.Security.Cryptography;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>
/// At the very first start there is no user: makes "admin" with a generated password, which is shown this once and kept as a hash only. Of several
/// processes that start at once one does, and the password that it shows is the one that counts.
/// </summary>
internal sealed class FirstAdmin(IStore store, Accounts accounts, TimeProvider time, ILogger<FirstAdmin> log) : IHostedService
{
    public const string Name = "admin";

    /// <summary>Letters and digits that are not mistaken for each other: 20 of these 32 are 100 bits.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    private const int Length = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while ((await store.ReadUsersAsync(cancellationToken)).Count == 0)
        {
            await using var leads = await store.TryLeadAsync("first admin", cancellationToken);
            if (leads is null) await Task.Delay(Pause, time, cancellationToken);
            else if ((await store.ReadUsersAsync(cancellationToken)).Count == 0) await MakeAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        var password = RandomNumberGenerator.GetString(Alphabet, Length);
        var hash = await accounts.HashAsync(password, cancellationToken);
        await accounts.SaveAsync(new UserRow(Name, Role.Admin, hash, time.GetUtcNow(), LastLoginAt: null), cancellationToken);
        log.FirstAdminMade(Name, password);
    }
}
