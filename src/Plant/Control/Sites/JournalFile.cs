using Busbar.Core.Power.Switching;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>
/// The sequencer's journal on disk: written beside and renamed, so that a crash leaves the old or the new one whole. Writing happens on a task of its own and the
/// newest wins: no loop waits for a disk, and no safety hangs on it. Thread safe.
/// </summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private SequencerJournal? _next;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _hasFailed;

    public JournalFile(string path, ILogger log) => (_path, _log) = (path, log);

    /// <summary>The last journal; null when there is none, or none that can be read: then positions are found out without it.</summary>
    public SequencerJournal? Read()
    {
        try
        {
            if (!File.Exists(_path)) return null;
            var journal = SequencerJournal.Decode(File.ReadAllBytes(_path));
            if (journal is null) _log.JournalUnreadable(_path);
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.JournalFailed(e, _path);
            return null;
        }
    }

    public void Write(SequencerJournal journal)
    {
        lock (_gate)
        {
            _next = journal;
            if (_isWriting) return;
            _isWriting = true;
            _writing = Task.Run(WriteAll);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task writing;
        lock (_gate) writing = _writing;
        await writing;
    }

    private void WriteAll()
    {
        while (true)
        {
            SequencerJournal journal;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isWriting = false;
                    return;
                }

                (journal, _next) = (_next, null);
            }

            WriteOne(journal.Encode());
        }
    }

    private void WriteOne(byte[] bytes)
    {
        try
        {
            var beside = _path + ".new";
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
            _hasFailed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk costs an older target and wear count after a crash; it must not cost the log a line per switching.
            if (!_hasFailed) _log.JournalFailed(e, _path);
            _hasFailed = true;
        }
    }
}
