using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.ChargePoints;
using Busbar.Plant.Storage;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Ocpp;

/// <summary>
/// What the charge point must know after a restart, as a file. It may hold the password that the central system has set: only its owner can read it. Thread safe.
/// </summary>
internal sealed class MemoryFile : IChargePointMemory, IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    private readonly string _path;
    private readonly ILogger _log;
    private readonly ReplacedFile<ChargePointKept> _file;

    public MemoryFile(string path, ILogger log)
    {
        (_path, _log) = (path, log);
        _file = new ReplacedFile<ChargePointKept>(path, static (file, kept) => JsonSerializer.Serialize(file, kept, Json), isSecret: true, e => log.MemoryFailed(e, path));
    }

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

    public void Save(ChargePointKept kept) => _file.Write(kept);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
