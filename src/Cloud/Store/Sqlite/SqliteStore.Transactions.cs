using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct) => Write(() => _unit.Transactions.Start(fact), ct);

    /// <inheritdoc/>
    public ValueTask<StopResult> StopTransactionAsync(StopFact fact, CancellationToken ct)
    {
        RequireNumbers(fact.TransactionData);
        return Write(() => _unit.Transactions.Stop(fact), ct);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is not a number; nothing of the batch is kept.</exception>
    public ValueTask AppendMeterValuesAsync(IReadOnlyList<MeterSample> samples, CancellationToken ct)
    {
        if (samples.Count == 0) return ValueTask.CompletedTask;
        RequireNumbers(samples);
        return _writer.WritePlainAsync(_appends.Get().With(samples), ct);
    }

    /// <inheritdoc/>
    public Task<TransactionRow?> FindTransactionAsync(long id, CancellationToken ct) => _facts.ReadAsync(db => TransactionSql.Find(db, id), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TransactionRow>> ReadTransactionsAsync(TransactionQuery query, CancellationToken ct) =>
        await _facts.ReadAsync(db => TransactionSql.Read(db, query), ct);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is shorter than 1 ms.</exception>
    public async Task<IReadOnlyList<MeterPoint>> ReadMeterValuesAsync(MeterQuery query, CancellationToken ct) =>
        await _facts.ReadAsync(db => MeterReads.Read(db, query), ct);

    /// <inheritdoc/>
    public ValueTask<TransactionRow?> CloseTransactionAsync(long id, DateTimeOffset at, string reason, CancellationToken ct) =>
        Write(() => _unit.Transactions.Close(id, at, reason), ct);

    private static void RequireNumbers(IReadOnlyList<MeterSample> samples)
    {
        for (var i = 0; i < samples.Count; i++)
        {
            if (!double.IsFinite(samples[i].Value))
                throw new ArgumentException($"samples[{i}].Value: {samples[i].Value} is not allowed; allowed are finite numbers.", nameof(samples));
        }
    }
}
