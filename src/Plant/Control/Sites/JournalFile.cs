using Busbar.Core.Power.Switching;
using Busbar.Plant.Storage;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>
/// The sequencer's journal on disk. No loop waits for it, and no safety hangs on it: a full disk costs an older target and wear count after a crash. Thread safe.
/// </summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly ILogger _log;
    private readonly ReplacedFile<SequencerJournal> _file;

    public JournalFile(string path, ILogger log)
    {
        (_path, _log) = (path, log);
        _file = new ReplacedFile<SequencerJournal>(path, static (file, journal) => file.Write(journal.Encode()), isSecret: false, e => log.JournalFailed(e, path));
    }

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

    public void Write(SequencerJournal journal) => _file.Write(journal);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
