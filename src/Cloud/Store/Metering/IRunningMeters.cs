using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Metering;

/// <summary>The samples and the running meter of a transaction that is about to end. The writer's thread only.</summary>
internal interface IRunningMeters : IAppends
{
    /// <summary>Takes samples; with <paramref name="transactionId"/> all of them belong to that transaction, whatever they say themselves.</summary>
    void Append(IReadOnlyList<MeterSample> samples, long? transactionId);

    /// <summary>The meter of a transaction that is about to end. One that an operator has closed is opened again for it.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="untilMs">Samples that name no transaction count before this time only.</param>
    EnergyMeter Current(TransactionRow transaction, long untilMs);

    /// <summary>Writes the last state of a transaction's meter; from now on no sample moves it.</summary>
    void Close(long transactionId, EnergyMeter meter);
}
