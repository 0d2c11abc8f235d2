// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>ChangeConfiguration</c>, OCPP 1.6.</summary>
public sealed record ChangeConfigurationRequest : OcppRequest
{
    /// <summary><c>key</c>: text of at most 50 characters; required.</summary>
    public required string Key { get; init; }

    /// <summary><c>value</c>: text of at most 500 characters; required.</summary>
    public required string Value { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ChangeConfiguration;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChangeConfigurationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? key = default;
        string? value = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 3 when nameUtf8.SequenceEqual("key"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(50, out key)) continue;
                    return reader.At<ChangeConfigurationRequest>("key");
                case 5 when nameUtf8.SequenceEqual("value"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(500, out value)) continue;
                    return reader.At<ChangeConfigurationRequest>("value");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChangeConfigurationRequest>("key");
        if ((seen & 0x2) == 0) return reader.Missing<ChangeConfigurationRequest>("value");
        return new ChangeConfigurationRequest
        {
            Key = key!,
            Value = value!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"key\":"u8, Key);
        writer.Text("\"value\":"u8, Value);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("key", Key, true, 50);
        checker.Text("value", Value, true, 500);
    }
}

/// <summary>The response of <c>ChangeConfiguration</c>, OCPP 1.6.</summary>
public sealed record ChangeConfigurationResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ConfigurationStatus"/>; required.</summary>
    public required ConfigurationStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ChangeConfiguration;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChangeConfigurationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ConfigurationStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ConfigurationStatusSpelling.Table, out status)) continue;
                    return reader.At<ChangeConfigurationResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChangeConfigurationResponse>("status");
        return new ChangeConfigurationResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ConfigurationStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ConfigurationStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ConfigurationStatusSpelling"/>.</summary>
public enum ConfigurationStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>RebootRequired</c>.</summary>
    RebootRequired,
    /// <summary><c>NotSupported</c>.</summary>
    NotSupported,
}

/// <summary>Spellings of <see cref="ConfigurationStatus"/> on the wire.</summary>
public static class ConfigurationStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ConfigurationStatus> Table = new(
    [
        "Accepted", "Rejected", "RebootRequired", "NotSupported",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ConfigurationStatus value) => Table.Spell(value);
}
