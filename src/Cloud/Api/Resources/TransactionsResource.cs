using Busbar.Cloud.Cms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/transactions</c>.</summary>
internal static class TransactionsResource
{
    private static readonly QueryParameter<string> Charger = new("chargerId", Rules.Text(1, 255), "Only at this station.");
    private static readonly QueryParameter<int> Connector = new("connectorId", Rules.Integer(0, 1_000_000), "Only at connectors of this number.");
    private static readonly QueryParameter<string> IdTag = new("idTag", Rules.Text(1, 255), "Only of this id tag, without case.");
    private static readonly QueryParameter<bool> Open = new("open", Rules.Flag, "Only running ones, or only ended ones.");

    public static void Map(IEndpointRouteBuilder api)
    {
        var transactions = api.MapGroup("/transactions").WithTags("Transactions");
        transactions.MapGet("", ListAsync).Takes(Charger, Connector, IdTag, Open, TimeRange.From, TimeRange.To, Paging.Limit, Paging.After)
            .Describe<TransactionShape[]>("listTransactions", "Transactions, newest first.");
        transactions.MapGet("/{id:long}", GetAsync).Describe<TransactionShape>("getTransaction", "One transaction.", StatusCodes.Status404NotFound);
        transactions.MapPost("/{id:long}/close", CloseAsync).ForOperators()
            .WithDescription("For a transaction whose end will never be reported. The station is not asked; RemoteStopTransaction does that.")
            .Describe<TransactionShape>(
                "closeTransaction", "Closes a running transaction by hand, with the last known register value.", StatusCodes.Status404NotFound,
                StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ITransactionStore store, TimeProvider time)
    {
        if (!TimeRange.TryRead(http, out var from, out var to, out var refusal)) return refusal;
        var (limit, now) = (Paging.Limit.Read(http), time.GetUtcNow());
        var query = new TransactionQuery(
            Charger.Optional(http), Connector.Optional(http), IdTag.Optional(http), Open.Optional(http), from, to, limit + 1, Paging.After.Optional(http));
        return Paging.Page(http, await store.ReadTransactionsAsync(query, http.RequestAborted), limit, row => row.Id, row => TransactionShape.Of(row, now));
    }

    private static async Task<IResult> GetAsync(long id, ITransactionStore store, TimeProvider time, CancellationToken ct) =>
        await store.FindTransactionAsync(id, ct) is { } row ? Results.Json(TransactionShape.Of(row, time.GetUtcNow())) : Unknown(id);

    private static async Task<IResult> CloseAsync(long id, HttpContext http, ICms cms, ITransactionStore store, TimeProvider time)
    {
        if (await store.FindTransactionAsync(id, http.RequestAborted) is not { } row) return Unknown(id);
        if (row.StoppedAt is { } stoppedAt) return Problems.Conflict("The transaction has ended", $"Transaction {id} ended at {stoppedAt.UtcDateTime:O}.");
        AuditNote.Of(http).Target = row.StationId;
        var closed = await cms.CloseTransactionAsync(id, Roles.NameOf(http.User), http.RequestAborted);
        return closed is null ? Unknown(id) : Results.Json(TransactionShape.Of(closed, time.GetUtcNow()));
    }

    private static IResult Unknown(long id) => Problems.NotFound($"No transaction has the id {id}.");
}
