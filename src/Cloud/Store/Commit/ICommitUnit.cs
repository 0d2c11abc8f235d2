namespace Busbar.Cloud.Store.Commit;

/// <summary>What the group commit drives: one connection and what is remembered beside it. Called on the writer's thread only; disposed by it at the end.</summary>
internal interface ICommitUnit : IDisposable
{
    /// <summary>Begins the transaction of a batch, with all that its writes guard.</summary>
    void Begin(IReadOnlyList<WriteOperation> batch);

    /// <summary>Makes the batch durable.</summary>
    void Commit();

    /// <summary>Undoes the batch, in the database and in memory. Never throws.</summary>
    void Rollback();

    /// <summary>Begins a part of the batch that can be undone alone.</summary>
    void BeginStep();

    /// <summary>Keeps the part.</summary>
    void KeepStep();

    /// <summary>Undoes the part.</summary>
    void UndoStep();

    /// <summary>
    /// After a rollback: whether the same batch should run again at once, because it met another writer or a connection that had
    /// broken before it; <paramref name="attempt"/> counts from 1.
    /// </summary>
    bool MayRepeat(Exception error, int attempt);

    /// <summary>Why the database cannot take writes, in words, when that is what the error means; null when the fault lies in the write itself.</summary>
    string? CauseOf(Exception error);

    /// <summary>Writes and removes something, to see whether writes succeed again.</summary>
    void Probe();

    /// <summary>A small piece of upkeep outside of any batch; true when there is more to do now. <paramref name="idle"/>: no write waits.</summary>
    bool Upkeep(bool idle);
}
