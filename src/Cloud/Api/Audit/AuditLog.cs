using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>Keeps who did what. An entry that cannot be kept goes to the process's log instead: what it tells of has happened, and whoever did it gets the answer. Thread safe.</summary>
internal sealed class AuditLog(IRecordStore store, TimeProvider time, ILogger<AuditLog> log)
{
    /// <summary>How long an answer waits for its entry.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Adds an entry, with the present as its time. Does not throw because it cannot be kept.</summary>
    public async ValueTask AddAsync(AuditRow entry)
    {
        entry = entry with { At = time.GetUtcNow() };
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            await store.SaveAuditAsync(entry, deadline.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            log.AuditNotKept(entry.User, entry.Address, entry.Kind, entry.Target, entry.Status, entry.Outcome, e.Message);
        }
    }
}
