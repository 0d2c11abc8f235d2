namespace Busbar.Plant.Storage;

/// <summary>
/// A small file that is replaced as a whole: written beside, flushed to the disk and renamed, so that a crash leaves the old or the new one. Writing happens on a task of
/// its own and the newest value wins: no loop waits for a disk. Thread safe.
/// </summary>
/// <param name="path">The file. Beside it, with <c>.new</c> appended, the next one is written.</param>
/// <param name="write">Writes a value; called on the file's own task.</param>
/// <param name="isSecret">Only its owner can read it.</param>
/// <param name="onFailed">Told of the first of several failures in a row: a full disk must not cost the log a line per value.</param>
/// <typeparam name="T">A value that nobody changes after it was given.</typeparam>
internal sealed class ReplacedFile<T>(string path, Action<Stream, T> write, bool isSecret, Action<Exception> onFailed) : IAsyncDisposable
    where T : class
{
    private readonly Lock _gate = new();
    private T? _next;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _hasFailed;

    /// <summary>Will be written soon, unless a newer one comes before its turn.</summary>
    public void Write(T value)
    {
        lock (_gate)
        {
            _next = value;
            if (_isWriting) return;
            _isWriting = true;
            _writing = Task.Run(WriteAll);
        }
    }

    /// <summary>What was given is on the disk, or could not be written.</summary>
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
            T value;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isWriting = false;
                    return;
                }

                (value, _next) = (_next, null);
            }

            TryWrite(value);
        }
    }

    private void TryWrite(T value)
    {
        try
        {
            var beside = path + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
            if (isSecret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(beside, options))
            {
                write(file, value);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            _hasFailed = false;
        }
        catch (Exception e)
        {
            // Whatever it was, the next value may pass: the task that writes must not end by it.
            if (!_hasFailed) onFailed(e);
            _hasFailed = true;
        }
    }
}
