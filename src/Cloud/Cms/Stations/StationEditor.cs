using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Commands;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>Stations as operators enter, change and delete them.</summary>
internal sealed class StationEditor(
    StationDirectory directory, IStore store, AlarmBook alarms, Reservations reservations, PasswordGuard passwords, BackgroundCalls background,
    IBus bus, ILiveFeed live, CmsOptions options, TimeProvider time, ILogger<StationEditor> log)
{
    private const int MaxText = 200;
    private const int MaxPassword = 128;

    public async ValueTask<StationView> SaveAsync(string stationId, StationEdit edit, CancellationToken ct)
    {
        Check(stationId, edit);
        long? leniency = edit.Leniency is { } names ? (long)(ulong)Parse(names) : null;
        var hash = edit.Password is { Length: > 0 } password ? StationPassword.Hash(password, options.PasswordIterations) : null;
        if (!directory.TryFind(stationId, out var station))
        {
            station = directory.Add(Admissions.NewRow(stationId, edit.Registration ?? Registration.Accepted, time.GetUtcNow()))
                ?? throw new StationEditException("id", $"There is no room for another station: Cms:MaxStations is {options.MaxStations}.");
        }

        Registration before;
        ValueTask save;
        lock (station.Gate)
        {
            var row = station.Row;
            before = row.Registration;
            station.Row = row with
            {
                Registration = edit.Registration ?? row.Registration,
                DisplayName = Changed(row.DisplayName, edit.DisplayName),
                Location = Changed(row.Location, edit.Location),
                PasswordHash = edit.Password is null ? row.PasswordHash : hash,
                LeniencyMask = leniency ?? row.LeniencyMask,
            };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        if (edit.Password is not null) passwords.Forget(stationId);
        await save;
        log.StationSaved(stationId, station.Row.Registration);
        if (station.Row.Registration != Registration.Pending) await alarms.ClearAsync(stationId, null, AlarmKinds.StationPending, ct);
        if (before != Registration.Accepted && station.Row.Registration == Registration.Accepted && station.Connected) background.AskForBoot(station);
        if (before != Registration.Blocked && station.Row.Registration == Registration.Blocked)
            await bus.DisconnectAsync(stationId, "The station was blocked by the operator.", ct);
        return station.View();
    }

    public async ValueTask<bool> DeleteAsync(string stationId, CancellationToken ct)
    {
        // Out of the directory first: what comes from the station meanwhile must not write it back.
        if (!directory.TryFind(stationId, out var station) || !directory.Remove(stationId)) return false;
        try
        {
            await store.DeleteStationAsync(stationId, ct);
        }
        catch
        {
            directory.PutBack(station);
            throw;
        }

        alarms.Forget(stationId);
        reservations.Forget(stationId);
        passwords.Forget(stationId);
        log.StationDeleted(stationId);
        await bus.DisconnectAsync(stationId, "The station was deleted by the operator.", ct);
        live.Publish(new StationRemoved(stationId, time.GetUtcNow()));
        return true;
    }

    private static string? Changed(string? before, string? edit) => edit is null ? before : edit.Length == 0 ? null : edit;

    private static void Check(string stationId, StationEdit edit)
    {
        if (!Admissions.IsGoodId(stationId)) throw new StationEditException("id", $"id has {stationId.Length} characters or some that cannot be printed; allowed: 1 to 64 printable ones.");
        CheckLength("displayName", edit.DisplayName, MaxText);
        CheckLength("location", edit.Location, MaxText);
        CheckLength("password", edit.Password, MaxPassword);
        if (edit.Registration is { } registration && !Enum.IsDefined(registration))
            throw new StationEditException("registration", $"registration is {registration}; allowed: {string.Join(", ", Enum.GetNames<Registration>())}.");
    }

    private static void CheckLength(string field, string? value, int most)
    {
        if (value?.Length > most) throw new StationEditException(field, $"{field} has {value.Length} characters; allowed: up to {most}.");
    }

    private static Leniency Parse(IReadOnlyList<string> names)
    {
        var mask = Leniency.None;
        foreach (var name in names)
        {
            if (!Enum.TryParse<Leniency>(name, ignoreCase: true, out var rule) || char.IsAsciiDigit(name[0]))
                throw new StationEditException("leniency", $"leniency has {name}; allowed: {string.Join(", ", Enum.GetNames<Leniency>())}.");
            mask |= rule;
        }

        return mask;
    }
}
