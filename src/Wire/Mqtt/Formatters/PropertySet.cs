namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>Which properties a packet may carry (table 2-4), and the clause that says so. Every identifier is below 64, so a set is one word.</summary>
/// <param name="Members">One bit for each identifier.</param>
/// <param name="Clause">Section of the standard on these properties.</param>
internal readonly record struct PropertySet(ulong Members, string Clause)
{
    /// <summary>Properties that may occur more than once in a packet.</summary>
    private const ulong UserProperty = 1UL << (int)PropertyId.UserProperty;

    public static readonly PropertySet Connect = Of(
        "3.1.2.11", PropertyId.SessionExpiryInterval, PropertyId.ReceiveMaximum, PropertyId.MaximumPacketSize, PropertyId.TopicAliasMaximum,
        PropertyId.RequestResponseInformation, PropertyId.RequestProblemInformation, PropertyId.AuthenticationMethod, PropertyId.AuthenticationData);

    public static readonly PropertySet Will = Of(
        "3.1.3.2", PropertyId.WillDelayInterval, PropertyId.PayloadFormatIndicator, PropertyId.MessageExpiryInterval, PropertyId.ContentType,
        PropertyId.ResponseTopic, PropertyId.CorrelationData);

    public static readonly PropertySet ConnAck = Of(
        "3.2.2.3", PropertyId.SessionExpiryInterval, PropertyId.ReceiveMaximum, PropertyId.MaximumQos, PropertyId.RetainAvailable,
        PropertyId.MaximumPacketSize, PropertyId.AssignedClientIdentifier, PropertyId.TopicAliasMaximum, PropertyId.ReasonString,
        PropertyId.WildcardSubscriptionAvailable, PropertyId.SubscriptionIdentifiersAvailable, PropertyId.SharedSubscriptionAvailable,
        PropertyId.ServerKeepAlive, PropertyId.ResponseInformation, PropertyId.ServerReference, PropertyId.AuthenticationMethod,
        PropertyId.AuthenticationData);

    public static readonly PropertySet Publish = Of(
        "3.3.2.3", PropertyId.PayloadFormatIndicator, PropertyId.MessageExpiryInterval, PropertyId.TopicAlias, PropertyId.ResponseTopic,
        PropertyId.CorrelationData, PropertyId.SubscriptionIdentifier, PropertyId.ContentType);

    public static readonly PropertySet PubAck = Of("3.4.2.2", PropertyId.ReasonString);

    public static readonly PropertySet PubRec = Of("3.5.2.2", PropertyId.ReasonString);

    public static readonly PropertySet PubRel = Of("3.6.2.2", PropertyId.ReasonString);

    public static readonly PropertySet PubComp = Of("3.7.2.2", PropertyId.ReasonString);

    public static readonly PropertySet Subscribe = Of("3.8.2.1", PropertyId.SubscriptionIdentifier);

    public static readonly PropertySet SubAck = Of("3.9.2.1", PropertyId.ReasonString);

    public static readonly PropertySet Unsubscribe = Of("3.10.2.1");

    public static readonly PropertySet UnsubAck = Of("3.11.2.1", PropertyId.ReasonString);

    public static readonly PropertySet Disconnect = Of(
        "3.14.2.2", PropertyId.SessionExpiryInterval, PropertyId.ReasonString, PropertyId.ServerReference);

    public static readonly PropertySet Auth = Of(
        "3.15.2.2", PropertyId.AuthenticationMethod, PropertyId.AuthenticationData, PropertyId.ReasonString);

    /// <summary>What a server passes on unchanged with a message.</summary>
    public static readonly PropertySet Forwarded = Of(
        "3.3.2.3", PropertyId.PayloadFormatIndicator, PropertyId.ContentType, PropertyId.ResponseTopic, PropertyId.CorrelationData);

    /// <summary>Whether a property belongs here.</summary>
    public bool Has(PropertyId id) => (byte)id < 64 && (Members & (1UL << (int)id)) != 0;

    /// <summary>User properties belong everywhere.</summary>
    private static PropertySet Of(string clause, params ReadOnlySpan<PropertyId> ids)
    {
        var members = UserProperty;
        foreach (var id in ids) members |= 1UL << (int)id;
        return new PropertySet(members, clause);
    }
}
