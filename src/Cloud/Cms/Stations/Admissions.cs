using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// May a station connect? Asked once per connection. A new connection is never refused because an old one still looks open: each
/// gets a higher epoch, and only the newest one's end counts.
/// </summary>
internal sealed class Admissions(
    StationDirectory directory, IStore store, PasswordGuard passwords, AlarmBook alarms, CmsMetrics metrics, CmsOptions options, TimeProvider time,
    ILogger<Admissions> log)
{
    /// <summary>Longest station id; OCPP-J 1.6, 3.1.1 leaves it open, OCPP 2.x has 48.</summary>
    private const int MaxIdLength = 64;

    public async ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct)
    {
        var verdict = await JudgeAsync(request, ct);
        metrics.Admitted(verdict);
        if (verdict != AdmissionVerdict.Accepted || !directory.TryFind(request.StationId, out var station))
        {
            log.StationRefused(request.StationId, verdict, request.RemoteAddress);
            return new Admission(verdict == AdmissionVerdict.Accepted ? AdmissionVerdict.Unknown : verdict, 0, Leniency.None, false);
        }

        var row = station.Row;
        var leniency = row.LeniencyMask is { } mask ? (Leniency)(ulong)mask & Leniency.All : options.DefaultLeniency;
        return new Admission(
            AdmissionVerdict.Accepted, station.NextEpoch(time.GetUtcNow()), leniency, row.Registration == Registration.Accepted && row.BootedAt is not null);
    }

    /// <summary>The station, entered first when the settings allow that; null when not.</summary>
    public async ValueTask<Station?> FindOrEnterAsync(string stationId, CancellationToken ct)
    {
        if (directory.TryFind(stationId, out var known)) return known;
        if (options.UnknownStations == UnknownStationPolicy.Reject || !IsGoodId(stationId)) return null;
        var registration = options.UnknownStations == UnknownStationPolicy.Accept ? Registration.Accepted : Registration.Pending;
        var station = directory.Add(NewRow(stationId, registration, time.GetUtcNow()));
        if (station is null)
        {
            log.NoRoom(stationId, options.MaxStations);
            return null;
        }

        ValueTask save;
        lock (station.Gate) save = station.KeepIn(store, ct);
        try
        {
            await save;
        }
        catch (StoreUnavailableException)
        {
            directory.Remove(stationId);
            throw;
        }

        log.StationEntered(stationId, registration);
        if (registration == Registration.Pending)
            await alarms.RaiseAsync(
                stationId, null, AlarmKinds.StationPending, AlarmSeverity.Info,
                $"Station {stationId} connected for the first time and waits to be accepted.", null, ct);
        return station;
    }

    /// <summary>A station of which nothing is known yet.</summary>
    public static StationRow NewRow(string stationId, Registration registration, DateTimeOffset now) => new(
        stationId, registration, null, null, null, null, null, null, null, null, null, null,
        now, null, null, null, null, null, null, null, null, 0, null, null, null, null);

    /// <summary>1 to 64 printable characters.</summary>
    public static bool IsGoodId(string stationId)
    {
        if (stationId.Length is 0 or > MaxIdLength) return false;
        foreach (var c in stationId)
            if (char.IsControl(c) || char.IsSurrogate(c)) return false;
        return true;
    }

    private async ValueTask<AdmissionVerdict> JudgeAsync(AdmissionRequest request, CancellationToken ct)
    {
        directory.TryFind(request.StationId, out var station);
        if (station?.Row.Registration == Registration.Blocked) return AdmissionVerdict.Blocked;
        if (station?.Row.PasswordHash is { } hash)
        {
            if (!await passwords.VerifyAsync(request.StationId, request.Password, hash, ct)) return AdmissionVerdict.Unauthorized;
        }
        else if (options.RequirePassword)
        {
            return station is null && options.UnknownStations == UnknownStationPolicy.Reject ? AdmissionVerdict.Unknown : AdmissionVerdict.Unauthorized;
        }

        return await FindOrEnterAsync(request.StationId, ct) is null ? AdmissionVerdict.Unknown : AdmissionVerdict.Accepted;
    }
}
