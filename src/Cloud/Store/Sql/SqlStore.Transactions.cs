using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public abstract ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct);

    /// <inheritdoc/>
    public ValueTask<StopResult> StopTransactionAsync(StopFact fact, CancellationToken ct)
    {
        RequireNumbers(fact.TransactionData);
        return Write(fact.StationId, side => side.Stop(fact), ct);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is not a number; nothing of the batch is kept.</exception>
    public ValueTask AppendMeterValuesAsync(IReadOnlyList<MeterSample> samples, CancellationToken ct)
    {
        if (samples.Count == 0) return ValueTask.CompletedTask;
        RequireNumbers(samples);
        return Append(samples, ct);
    }

    /// <inheritdoc/>
    public Task<TransactionRow?> FindTransactionAsync(long id, CancellationToken ct) => ReadAsync(db => TransactionSql.Find(db, id), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransactionRow>> ReadTransactionsAsync(TransactionQuery query, CancellationToken ct) =>
        query.Open is true
            ? await ReadAsync(db => TransactionSql.Read(db, query), ct)
            : await ReadHistoryAsync(db => TransactionSql.Read(db, query), ct);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is shorter than 1 ms.</exception>
    public async Task<IReadOnlyList<MeterPoint>> ReadMeterValuesAsync(MeterQuery query, CancellationToken ct) =>
        await ReadHistoryAsync(db => MeterReads.Read(db, query), ct);

    /// <inheritdoc/>
    public ValueTask<TransactionRow?> CloseTransactionAsync(long id, DateTimeOffset at, string reason, CancellationToken ct) =>
        Write("", side => side.Close(id, at, reason), ct);

    private static void RequireNumbers(IReadOnlyList<MeterSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            if (!double.IsFinite(samples[i].Value))
                throw new ArgumentException($"samples[{i}].Value: {samples[i].Value} is not allowed; allowed are finite numbers.", nameof(samples));
        }
    }
}
