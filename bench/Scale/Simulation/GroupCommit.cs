namespace Busbar.Bench.Scale.Simulation;

/// <summary>One lane of the store's group commit: whatever waits is taken together, worked on by the database, then waits for the disk once.</summary>
internal sealed class GroupCommit(Clockwork clock, Servers database, double syncS, int mostAtOnce = 2_000)
{
    private readonly Queue<(double WorkS, Action Then)> _waiting = new();
    private bool _busy;

    public void Write(double workS, Action then)
    {
        _waiting.Enqueue((workS, then));
        if (!_busy) Begin();
    }

    private void Begin()
    {
        _busy = true;
        var batch = new List<Action>();
        var work = 0.0;
        while (batch.Count < mostAtOnce && _waiting.TryDequeue(out var write))
        {
            work += write.WorkS;
            batch.Add(write.Then);
        }

        database.Do(work, () => clock.After(syncS, () =>
        {
            foreach (var then in batch) then();
            if (_waiting.Count > 0) Begin();
            else _busy = false;
        }));
    }
}
