using System.Net.Http.Json;
using System.Text.Json;

namespace Busbar.Lab.Cycles;

/// <summary>
/// The commands of the cycle over the hub's REST interface (<c>POST /api/v1/chargers/{id}/commands/{action}</c>), and so over real OCPP
/// to the charge point. The number of the transaction to stop is read from <c>GET /api/v1/transactions</c>. For one caller.
/// </summary>
/// <param name="http">A client whose base address is the hub.</param>
/// <param name="chargerId">The charge point.</param>
/// <param name="idTag">The tag that the transactions run under.</param>
/// <param name="connectorId">The connector, from 1.</param>
public sealed class RestCycleCommands(HttpClient http, string chargerId, string idTag, int connectorId = 1) : ICycleCommands
{
    // Only there to be replaced by the next round's.
    private const int ProfileId = 7;

    // From an accepted start to the transaction in the store.
    private static readonly TimeSpan TransactionPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TransactionLook = TimeSpan.FromMilliseconds(100);

    private readonly string _charger = Uri.EscapeDataString(chargerId);

    /// <inheritdoc/>
    public Task SetLimitAsync(int limitA, CancellationToken ct) => CommandAsync(
        "SetChargingProfile",
        new
        {
            connectorId,
            csChargingProfiles = new
            {
                chargingProfileId = ProfileId,
                stackLevel = 0,
                // Set between transactions, which a TxProfile may not be (OCPP 1.6, 5.16.4).
                chargingProfilePurpose = "TxDefaultProfile",
                chargingProfileKind = "Relative",
                chargingSchedule = new { chargingRateUnit = "A", chargingSchedulePeriod = new[] { new { startPeriod = 0, limit = limitA } } },
            },
        },
        ct);

    /// <inheritdoc/>
    public Task RemoteStartAsync(CancellationToken ct) => CommandAsync("RemoteStartTransaction", new { connectorId, idTag }, ct);

    /// <inheritdoc/>
    public async Task RemoteStopAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TransactionPatience);
        try
        {
            var transactionId = await FindTransactionAsync(patience.Token);
            while (transactionId is null)
            {
                await Task.Delay(TransactionLook, patience.Token);
                transactionId = await FindTransactionAsync(patience.Token);
            }

            await CommandAsync("RemoteStopTransaction", new { transactionId }, ct);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CycleCommandException($"no open transaction of {chargerId} appeared within {TransactionPatience.TotalSeconds} s", e);
        }
    }

    private async Task<long?> FindTransactionAsync(CancellationToken ct)
    {
        using var document = await TalkAsync(token => http.GetAsync($"/api/v1/transactions?chargerId={_charger}&open=true&limit=10", token), "transactions", ct);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return null;
        foreach (var transaction in document.RootElement.EnumerateArray())
        {
            if (transaction.TryGetProperty("connectorId", out var connector) && connector.ValueKind == JsonValueKind.Number && connector.GetInt32() != connectorId) continue;
            if (transaction.TryGetProperty("stoppedAt", out var stopped) && stopped.ValueKind != JsonValueKind.Null) continue;
            if (transaction.TryGetProperty("id", out var id) && id.TryGetInt64(out var number)) return number;
        }

        return null;
    }

    private async Task CommandAsync<T>(string action, T payload, CancellationToken ct)
    {
        using var document = await TalkAsync(token => http.PostAsJsonAsync($"/api/v1/chargers/{_charger}/commands/{action}", payload, token), action, ct);
        var said = document.RootElement.GetProperty("response").GetProperty("status").GetString();
        if (said != "Accepted") throw new CycleCommandException($"the charge point answered {said}");
    }

    private static async Task<JsonDocument> TalkAsync(Func<CancellationToken, Task<HttpResponseMessage>> ask, string what, CancellationToken ct)
    {
        try
        {
            using var answer = await ask(ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return answer.IsSuccessStatusCode ? JsonDocument.Parse(body) : throw new CycleCommandException($"{what}: HTTP {(int)answer.StatusCode}, {Detail(body)}");
        }
        catch (HttpRequestException e)
        {
            throw new CycleCommandException($"the hub does not answer: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new CycleCommandException($"{what}: the answer is not JSON", e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CycleCommandException("the hub does not answer in time", e);
        }
    }

    // Problem details (RFC 9457) say in one member what went wrong.
    private static string Detail(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var member in (string[])["detail", "errorText", "title"])
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String)
                    return text.GetString()!;
        }
        catch (JsonException)
        {
            // Not JSON: shown as it is.
        }

        return body.Length > 200 ? body[..200] : body;
    }
}
