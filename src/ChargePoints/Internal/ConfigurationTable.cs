using System.Globalization;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// The configuration keys of the station with their values, and the rules by which a value is taken. A key's name counts without
/// case. Values survive a reset, as the standard wants. Not thread safe.
/// </summary>
internal sealed class ConfigurationTable
{
    // Measurands that IChargePointHardware can give.
    private static readonly string[] Measurands =
        ["Current.Import", "Current.Offered", "Voltage", "Power.Active.Import", "Energy.Active.Import.Register", "SoC"];

    private readonly Dictionary<string, Key> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _changes = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="connectors">Number of connectors.</param>
    /// <param name="values">Values that differ from the defaults; they follow the rules of the keys but may set read-only ones.</param>
    /// <exception cref="ArgumentException">A value is for no key, or not allowed.</exception>
    public ConfigurationTable(int connectors, IReadOnlyDictionary<string, string> values)
    {
        AddCore(connectors);
        AddProfiles();
        AddSecurity();
        foreach (var (name, value) in values)
        {
            if (!_keys.TryGetValue(name, out var key)) throw new ArgumentException($"There is no configuration key '{name}'.", nameof(values));
            if (!key.Allows(value)) throw new ArgumentException($"The configuration key {name} cannot be '{value}'; allowed: {key.Allowed}.", nameof(values));
            key.Value = value;
        }
    }

    /// <summary>What is allowed where a value is not; null: it is.</summary>
    public string? Refuse(string name, string value) => !_keys.TryGetValue(name, out var key) ? "a configuration key of OCPP 1.6" : key.Allows(value) ? null : key.Allowed;

    /// <summary>Told the name of a key whose value was changed.</summary>
    public Action<string>? Changed { get; set; }

    public bool Flag(string name) => string.Equals(_keys[name].Value, "true", StringComparison.OrdinalIgnoreCase);

    public int Integer(string name) => int.Parse(_keys[name].Value, CultureInfo.InvariantCulture);

    public TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Integer(name));

    public string Text(string name) => _keys[name].Value;

    public Measurand[] List(string name) =>
        [.. Items(_keys[name].Value).Select(item => MeasurandSpelling.Table.TryParse(item, out var measurand) ? measurand : Measurand.Unknown)];

    /// <summary>Sets a value of our own, such as the heartbeat interval of a BootNotification; values that are not allowed are ignored.</summary>
    public void Set(string name, string value)
    {
        var key = _keys[name];
        if (!key.Allows(value) || key.Value == value) return;
        key.Value = value;
        Changed?.Invoke(key.Name);
    }

    /// <summary>What the central system has changed; a copy.</summary>
    public IReadOnlyDictionary<string, string> Changes => new Dictionary<string, string>(_changes, StringComparer.OrdinalIgnoreCase);

    /// <summary>Brings back what the central system had changed; what is not allowed any more is left out.</summary>
    public void Restore(IReadOnlyDictionary<string, string> changes)
    {
        foreach (var (name, value) in changes) Change(name, value);
    }

    /// <summary>ChangeConfiguration.</summary>
    public ConfigurationStatus Change(string name, string value)
    {
        if (!_keys.TryGetValue(name, out var key)) return ConfigurationStatus.NotSupported;
        if (key.IsReadOnly || !key.Allows(value)) return ConfigurationStatus.Rejected;
        key.Value = value;
        _changes[key.Name] = value;
        Changed?.Invoke(key.Name);
        return key.NeedsReboot ? ConfigurationStatus.RebootRequired : ConfigurationStatus.Accepted;
    }

    /// <summary>GetConfiguration: the keys that are known, and the names that are not. No names: all keys.</summary>
    public GetConfigurationResponse Read(string[]? names)
    {
        if (names is null or []) return new GetConfigurationResponse { ConfigurationKey = [.. _keys.Values.Where(k => !k.IsSecret).Select(Show)] };
        var known = new List<KeyValue>();
        var unknown = new List<string>();
        foreach (var name in names)
        {
            if (_keys.TryGetValue(name, out var key) && !key.IsSecret) known.Add(Show(key));
            else unknown.Add(name);
        }

        return new GetConfigurationResponse { ConfigurationKey = known.Count == 0 ? null : [.. known], UnknownKey = unknown.Count == 0 ? null : [.. unknown] };
    }

    private static KeyValue Show(Key key) => new() { Key = key.Name, Readonly = key.IsReadOnly, Value = key.Value };

    private static string[] Items(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private void AddCore(int connectors)
    {
        AddFlag(ConfigurationKeys.AllowOfflineTxForUnknownId, value: false);
        AddFlag(ConfigurationKeys.AuthorizationCacheEnabled, value: true);
        AddFlag(ConfigurationKeys.AuthorizeRemoteTxRequests, value: false);
        AddNumber(ConfigurationKeys.ClockAlignedDataInterval, 0, 0, 86_400);
        AddNumber(ConfigurationKeys.ConnectionTimeOut, 60, 1, 86_400);
        Add(ConfigurationKeys.ConnectorPhaseRotation, "0.Unknown", "items such as 1.RST", IsPhaseRotation);
        AddFixed(ConfigurationKeys.GetConfigurationMaxKeys, 100);
        AddNumber(ConfigurationKeys.HeartbeatInterval, 300, 1, 86_400);
        AddFlag(ConfigurationKeys.LocalAuthorizeOffline, value: true);
        AddFlag(ConfigurationKeys.LocalPreAuthorize, value: false);
        AddMeasurands(ConfigurationKeys.MeterValuesAlignedData, "Energy.Active.Import.Register");
        AddMeasurands(ConfigurationKeys.MeterValuesSampledData, string.Join(',', Measurands));
        AddNumber(ConfigurationKeys.MeterValueSampleInterval, 60, 0, 86_400);
        AddNumber(ConfigurationKeys.MinimumStatusDuration, 0, 0, 3_600);
        AddFixed(ConfigurationKeys.NumberOfConnectors, connectors);
        AddNumber(ConfigurationKeys.ResetRetries, 1, 0, 10);
        AddFlag(ConfigurationKeys.StopTransactionOnEVSideDisconnect, value: true);
        AddFlag(ConfigurationKeys.StopTransactionOnInvalidId, value: true);
        AddMeasurands(ConfigurationKeys.StopTxnAlignedData, "");
        AddMeasurands(ConfigurationKeys.StopTxnSampledData, "");
        AddFixed(ConfigurationKeys.SupportedFeatureProfiles, "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger");
        AddFixed(ConfigurationKeys.SupportedFileTransferProtocols, "FTP,FTPS,HTTP,HTTPS");
        AddNumber(ConfigurationKeys.TransactionMessageAttempts, 3, 1, 100);
        AddNumber(ConfigurationKeys.TransactionMessageRetryInterval, 60, 1, 86_400);
        AddFlag(ConfigurationKeys.UnlockConnectorOnEVSideDisconnect, value: true);
        AddNumber(ConfigurationKeys.WebSocketPingInterval, 60, 0, 86_400);
    }

    private void AddProfiles()
    {
        AddFlag(ConfigurationKeys.LocalAuthListEnabled, value: true);
        AddFixed(ConfigurationKeys.LocalAuthListMaxLength, 1_000);
        AddFixed(ConfigurationKeys.SendLocalListMaxLength, 500);
        AddFixed(ConfigurationKeys.ReserveConnectorZeroSupported, "true");
        AddFixed(ConfigurationKeys.ChargeProfileMaxStackLevel, 10);
        AddFixed(ConfigurationKeys.ChargingScheduleAllowedChargingRateUnit, "Current,Power");
        AddFixed(ConfigurationKeys.ChargingScheduleMaxPeriods, 100);
        AddFixed(ConfigurationKeys.MaxChargingProfilesInstalled, 50);
    }

    private void AddSecurity()
    {
        _keys.Add(ConfigurationKeys.AuthorizationKey, new Key(ConfigurationKeys.AuthorizationKey, "", "16 to 40 characters", IsAuthorizationKey) { IsSecret = true });
        AddFixed(ConfigurationKeys.SecurityProfile, 0);
        Add(ConfigurationKeys.CpoName, "Busbar", "1 to 50 characters", value => value.Length is > 0 and <= 50);
        AddFixed(ConfigurationKeys.CertificateStoreMaxLength, CertificateStore.Capacity);
    }

    // Security extension, 2.1: the key is 16 to 20 bytes, sent as text or as hexadecimal digits.
    private static bool IsAuthorizationKey(string value) => value.Length is 0 or (>= 16 and <= 40);

    private static bool IsPhaseRotation(string value) => Items(value).All(item =>
    {
        var parts = item.Split('.');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && parts[1] is "NotApplicable" or "Unknown" or "RST" or "RTS" or "SRT" or "STR" or "TRS" or "TSR";
    });

    private void AddFlag(string name, bool value) => Add(name, value ? "true" : "false", "true or false", IsFlag);

    private static bool IsFlag(string value) =>
        string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || string.Equals(value, "false", StringComparison.OrdinalIgnoreCase);

    private void AddNumber(string name, int value, int min, int max) => Add(name, value.ToString(CultureInfo.InvariantCulture), $"{min} to {max}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max);

    private void AddMeasurands(string name, string value) =>
        Add(name, value, "a comma-separated list of " + string.Join(", ", Measurands), text => Items(text).All(item => Measurands.Contains(item, StringComparer.Ordinal)));

    private void AddFixed(string name, int value) => AddFixed(name, value.ToString(CultureInfo.InvariantCulture));

    private void AddFixed(string name, string value) => _keys.Add(name, new Key(name, value, "nothing, it is read-only", static _ => true) { IsReadOnly = true });

    private void Add(string name, string value, string allowed, Func<string, bool> allows) => _keys.Add(name, new Key(name, value, allowed, allows));

    private sealed class Key(string name, string value, string allowed, Func<string, bool> allows)
    {
        public string Name { get; } = name;

        public string Value { get; set; } = value;

        public string Allowed { get; } = allowed;

        public bool IsReadOnly { get; init; }

        public bool IsSecret { get; init; }

        public bool NeedsReboot => Name is ConfigurationKeys.WebSocketPingInterval;

        public bool Allows(string candidate) => candidate.Length <= 500 && allows(candidate);
    }
}
