// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetConfiguration</c>, OCPP 1.6.</summary>
public sealed record GetConfigurationRequest : OcppRequest
{
    /// <summary><c>key</c>: array of text of at most 50 characters; null when absent.</summary>
    public string[]? Key { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetConfiguration;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetConfigurationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string[]? key = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 3 when nameUtf8.SequenceEqual("key"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalTexts(0, int.MaxValue, 50, out key)) continue;
                    return reader.At<GetConfigurationRequest>("key");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return new GetConfigurationRequest
        {
            Key = key,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Texts("\"key\":"u8, Key);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Texts("key", Key, false, 0, int.MaxValue, 50);
    }
}

/// <summary>The response of <c>GetConfiguration</c>, OCPP 1.6.</summary>
public sealed record GetConfigurationResponse : OcppResponse
{
    /// <summary><c>configurationKey</c>: array of <see cref="KeyValue"/>; null when absent.</summary>
    public KeyValue[]? ConfigurationKey { get; init; }

    /// <summary><c>unknownKey</c>: array of text of at most 50 characters; null when absent.</summary>
    public string[]? UnknownKey { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetConfiguration;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetConfigurationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        KeyValue[]? configurationKey = default;
        string[]? unknownKey = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 10 when nameUtf8.SequenceEqual("unknownKey"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalTexts(0, int.MaxValue, 50, out unknownKey)) continue;
                    return reader.At<GetConfigurationResponse>("unknownKey");
                case 16 when nameUtf8.SequenceEqual("configurationKey"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalObjects(0, int.MaxValue, out configurationKey)) continue;
                    return reader.At<GetConfigurationResponse>("configurationKey");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return new GetConfigurationResponse
        {
            ConfigurationKey = configurationKey,
            UnknownKey = unknownKey,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Objects("\"configurationKey\":"u8, ConfigurationKey);
        writer.Texts("\"unknownKey\":"u8, UnknownKey);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Objects("configurationKey", ConfigurationKey, false, 0, int.MaxValue);
        checker.Texts("unknownKey", UnknownKey, false, 0, int.MaxValue, 50);
    }
}

/// <summary><c>KeyValue</c> of OCPP 1.6.</summary>
public sealed record KeyValue : IOcppObject<KeyValue>
{
    /// <summary><c>key</c>: text of at most 50 characters; required.</summary>
    public required string Key { get; init; }

    /// <summary><c>readonly</c>: true or false; required.</summary>
    public required bool Readonly { get; init; }

    /// <summary><c>value</c>: text of at most 500 characters; null when absent.</summary>
    public string? Value { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static KeyValue? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? key = default;
        bool @readonly = default;
        string? value = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 3 when nameUtf8.SequenceEqual("key"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(50, out key)) continue;
                    return reader.At<KeyValue>("key");
                case 5 when nameUtf8.SequenceEqual("value"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalText(500, out value)) continue;
                    return reader.At<KeyValue>("value");
                case 8 when nameUtf8.SequenceEqual("readonly"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Boolean(out @readonly)) continue;
                    return reader.At<KeyValue>("readonly");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<KeyValue>("key");
        if ((seen & 0x2) == 0) return reader.Missing<KeyValue>("readonly");
        return new KeyValue
        {
            Key = key!,
            Readonly = @readonly,
            Value = value,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"key\":"u8, Key);
        writer.Boolean("\"readonly\":"u8, Readonly);
        writer.Text("\"value\":"u8, Value);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("key", Key, true, 50);
        checker.Text("value", Value, false, 500);
    }
}
