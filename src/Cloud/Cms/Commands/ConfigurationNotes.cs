using System.Globalization;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>
/// GetConfiguration and ChangeConfiguration (OCPP 1.6, 5.8 and 5.3): keys as the station last told them. The AuthorizationKey is
/// never kept as a key: once the station has accepted it, it is the password asked at its next connection.
/// </summary>
internal sealed class ConfigurationNotes(StationDirectory directory, IStore store, PasswordGuard passwords, CmsOptions options, TimeProvider time)
{
    public async ValueTask ReadAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        if (((GetConfigurationResponse)response).ConfigurationKey is not { Length: > 0 } keys) return;
        var now = time.GetUtcNow();
        var rows = new List<ConfigurationKeyRow>(keys.Length);
        foreach (var key in keys)
            rows.Add(new ConfigurationKeyRow(station.Id, key.Key, AuthorizationKey.Is(key.Key) ? null : key.Value, key.Readonly, now));
        await store.SaveConfigurationAsync(station.Id, rows, ct);
    }

    public async ValueTask ChangedAsync(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct)
    {
        var change = (ChangeConfigurationRequest)request;
        var status = ((ChangeConfigurationResponse)response).Status;
        if (status is not (ConfigurationStatus.Accepted or ConfigurationStatus.RebootRequired)) return;
        if (AuthorizationKey.Is(change.Key))
        {
            await ChangePasswordAsync(station, change.Value, ct);
            steps.Add("From its next connection on the station must give the new password.");
            return;
        }

        await store.SaveConfigurationAsync(
            station.Id, [new ConfigurationKeyRow(station.Id, change.Key, change.Value, false, time.GetUtcNow())], ct);
    }

    /// <summary>A kept key as a number; null when it was never told or is none.</summary>
    public static int? Number(IReadOnlyList<ConfigurationKeyRow> keys, string key)
    {
        foreach (var row in keys)
        {
            if (string.Equals(row.Key, key, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(row.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)) return number;
        }

        return null;
    }

    private async ValueTask ChangePasswordAsync(Station station, string password, CancellationToken ct)
    {
        var hash = StationPassword.Hash(password, options.PasswordIterations);
        ValueTask save;
        lock (station.Gate)
        {
            station.Row = station.Row with { PasswordHash = hash };
            save = station.KeepIn(store, ct);
        }

        passwords.Forget(station.Id);
        directory.Changed(station);
        await save;
    }
}
