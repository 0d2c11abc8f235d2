namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>The properties of 5.0 (2.2.2).</summary>
internal ref partial struct PacketCursor
{
    /// <summary>Enters the properties: their length first, then, with <see cref="NextProperty"/>, one after the other.</summary>
    public void BeginProperties(in PropertySet allowed)
    {
        var length = VarInt("Property Length");
        if (length > (uint)(_end - _at))
        {
            Fail(MqttReasonCode.MalformedPacket, $"Property Length is {length}; {_end - _at} bytes are left.", "2.2.2.1");
            length = 0;
        }

        Enter(allowed, (int)length);
    }

    /// <summary>Enters properties without a length before them: they reach to the end.</summary>
    public void BeginBareProperties(in PropertySet allowed) => Enter(allowed, _end - _at);

    /// <summary>The identifier of the next property, whose value must be read now; false behind the last.</summary>
    public bool NextProperty(out PropertyId id)
    {
        id = default;
        if (_at >= _end || Failed)
        {
            _end = _endBehindProperties;
            if (Failed) _at = _end;
            _inProperties = false;
            return false;
        }

        var number = _bytes[_at++];
        id = (PropertyId)number;
        if (!_set.Has(id))
        {
            var what = Enum.IsDefined(id) ? $"{id} (0x{number:X2}) does not belong here." : $"0x{number:X2} is not a property.";
            return Refuse(MqttReasonCode.MalformedPacket, what, "2.2.2.2");
        }

        var bit = 1UL << number;
        if ((_seen & bit) != 0 && !MayRepeat(id))
            return Refuse(MqttReasonCode.ProtocolError, $"{id} is given twice.", _set.Clause);
        _seen |= bit;
        return true;
    }

    /// <summary>Whether a property was there.</summary>
    public readonly bool Saw(PropertyId id) => (_seen & (1UL << (int)id)) != 0;

    /// <summary>Refuses the value of a property.</summary>
    public void FailValue(PropertyId id, uint value, string allowed) =>
        Fail(MqttReasonCode.ProtocolError, $"{id} is {value}; {allowed} is allowed.", _set.Clause);

    /// <summary>A property of one byte, 0 or 1.</summary>
    public bool Flag(PropertyId id) => ZeroOrOne(id) != 0;

    /// <summary>A property of one byte, 0 or 1.</summary>
    public byte ZeroOrOne(PropertyId id)
    {
        var value = Byte(Name(id));
        if (value > 1) FailValue(id, value, "0 or 1");
        return value;
    }

    /// <summary>A property of two bytes that must not be 0.</summary>
    public ushort NonZeroUInt16(PropertyId id)
    {
        var value = UInt16(Name(id));
        if (value == 0 && !Failed) FailValue(id, value, "1 to 65,535");
        return value;
    }

    /// <summary>A property of four bytes that must not be 0.</summary>
    public uint NonZeroUInt32(PropertyId id)
    {
        var value = UInt32(Name(id));
        if (value == 0 && !Failed) FailValue(id, value, "1 to 4,294,967,295");
        return value;
    }

    /// <summary>A subscription identifier: 1 to 268,435,455.</summary>
    public uint SubscriptionId()
    {
        var value = VarInt(nameof(PropertyId.SubscriptionIdentifier));
        if (value == 0 && !Failed) FailValue(PropertyId.SubscriptionIdentifier, value, "1 to 268,435,455");
        return value;
    }

    /// <summary>A name and a value, both UTF-8 (1.5.7).</summary>
    public void UserProperty(MqttUserProperties to)
    {
        var name = Text("UserProperty's name");
        var value = Text("UserProperty's value");
        if (!Failed) to.Add(name, value);
    }

    /// <summary>Refuses authentication data without a method (3.1.2.11.10, 3.2.2.3.18, 3.15.2.2.3).</summary>
    public void ExpectMethodWithData()
    {
        if (Saw(PropertyId.AuthenticationData) && !Saw(PropertyId.AuthenticationMethod))
            Fail(MqttReasonCode.ProtocolError, "AuthenticationData is there without AuthenticationMethod.", _set.Clause);
    }

    private void Enter(in PropertySet allowed, int length)
    {
        _set = allowed;
        _seen = 0;
        _endBehindProperties = _end;
        _end = _at + length;
        _inProperties = true;
    }

    private bool Refuse(MqttReasonCode code, string text, string clause)
    {
        Fail(code, text, clause);
        _end = _endBehindProperties;
        _at = _end;
        _inProperties = false;
        return false;
    }

    /// <summary>2.2.2.2 and 3.3.2.3.8: a PUBLISH may answer several subscriptions.</summary>
    private readonly bool MayRepeat(PropertyId id) =>
        id == PropertyId.UserProperty || (id == PropertyId.SubscriptionIdentifier && Type == MqttPacketType.Publish);

    private static string Name(PropertyId id) => MqttNames.Of(id);
}
