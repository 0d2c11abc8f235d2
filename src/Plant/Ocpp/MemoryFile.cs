using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.ChargePoints;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Ocpp;

/// <summary>
/// What the charge point must know after a restart, as a file: written beside and renamed, so that a crash leaves the old or the new one whole. Writing happens on a task
/// of its own and the newest wins. It may hold the password that the central system has set: only its owner can read it. Thread safe.
/// </summary>
internal sealed class MemoryFile : IChargePointMemory, IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    private readonly string _path;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private ChargePointKept? _next;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _hasFailed;

    public MemoryFile(string path, ILogger log) => (_path, _log) = (path, log);

    public ChargePointKept? Load()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize<ChargePointKept>(File.ReadAllBytes(_path), Json) : null;
        }
        catch (JsonException e)
        {
            // Somebody may read out of it what was not told to the central system.
            var aside = _path + ".unreadable";
            File.Move(_path, aside, overwrite: true);
            _log.MemoryUnreadable(e, aside);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.MemoryFailed(e, _path);
            return null;
        }
    }

    public void Save(ChargePointKept kept)
    {
        lock (_gate)
        {
            _next = kept;
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
            ChargePointKept kept;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isWriting = false;
                    return;
                }

                (kept, _next) = (_next, null);
            }

            WriteOne(kept);
        }
    }

    private void WriteOne(ChargePointKept kept)
    {
        try
        {
            var beside = _path + ".new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(beside, options))
            {
                JsonSerializer.Serialize(file, kept, Json);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
            _hasFailed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not cost the log a line per transaction.
            if (!_hasFailed) _log.MemoryFailed(e, _path);
            _hasFailed = true;
        }
    }
}
