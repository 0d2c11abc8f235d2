namespace Busbar.Cloud.Store.Metering;

/// <summary>Where the meter writer puts samples and running meters. Called on the writer's thread, inside the transaction of a batch.</summary>
internal interface ISampleTable
{
    /// <summary>Appends a sample that is new to its series.</summary>
    /// <param name="table">The table of recent samples that is being filled; of no meaning where there are none.</param>
    /// <param name="seriesId">Number of the series.</param>
    /// <param name="sample">The sample.</param>
    void Append(int table, int seriesId, in RecentSample sample);

    /// <summary>The value that stands at a time, apart from those of <see cref="RecentSamples"/>; null when there is none.</summary>
    double? ValueAt(int seriesId, long atMs);

    /// <summary>Brings the row of a running meter up to date.</summary>
    void Update(long transactionId, in TransactionState state);
}
