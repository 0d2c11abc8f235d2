using System.Runtime.InteropServices;
using Busbar.Cloud.Store.Metering;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

/// <summary>
/// Moves recent samples to their place. When enough have come in, new ones go to the other table and those of the full one are inserted
/// in order, some series at a time, each time in a commit of its own; how far it is stands in the database, so that a crash between two
/// steps loses and doubles nothing. Steps are short and take at most a third of the writer's time.
/// </summary>
internal sealed class SampleMover(DbSession db, SqliteSamples table, MeterMemory memory, int threshold, TimeProvider time)
{
    /// <summary>A step ends after this long, or ...</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(4);

    /// <summary>... after so many samples, with the series that it is at.</summary>
    private const int StepSamples = 4_000;

    private long _restUntil;

    /// <summary>One step, if it is time for one; true when another should follow. Outside of any transaction.</summary>
    public bool Step(bool idle)
    {
        var recent = memory.Recent;
        if (!recent.IsMoving && recent.FillingCount < threshold) return false;
        var started = time.GetTimestamp();
        if (!idle && started < _restUntil) return false;
        if (!recent.IsMoving) Begin();
        else if (recent.Peek(0) is not null) Move(started);
        else Finish();
        var now = time.GetTimestamp();
        _restUntil = now + (2 * (now - started));
        return true;
    }

    private void Begin()
    {
        db.BeginWrite();
        SetState(1 - memory.Recent.Filling, 0);
        db.Commit();
        memory.Recent.Swap();
    }

    private void Move(long started)
    {
        var (moved, samples, below) = (0, 0, 0);
        db.BeginWrite();
        while (samples < StepSamples && memory.Recent.Peek(moved) is { } series && (moved == 0 || time.GetElapsedTime(started) < StepTime))
        {
            foreach (ref readonly var sample in CollectionsMarshal.AsSpan(series.Moving))
                table.Place(series.Id, sample);
            below = series.Id + 1;
            samples += series.Moving.Count;
            moved++;
        }

        SetState(memory.Recent.Filling, below);
        db.Commit();
        memory.Recent.Moved(moved);
    }

    private void Finish()
    {
        db.BeginWrite();
        db.Execute($"DELETE FROM meter_recent_{1 - memory.Recent.Filling}");
        SetState(memory.Recent.Filling, 0);
        db.Commit();
        memory.Recent.Finished();
    }

    private void SetState(int filling, int movedBelow) => db.Execute(
        "UPDATE meter_recent_state SET filling = @filling, moved_below = @below", ("@filling", filling), ("@below", movedBelow));
}
