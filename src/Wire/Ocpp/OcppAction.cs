using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>Who may send the request of an action.</summary>
[Flags]
public enum ActionSender
{
    /// <summary>The charging station asks, the central system answers.</summary>
    Station = 1,

    /// <summary>The central system asks, the charging station answers.</summary>
    Central = 2,

    /// <summary>Either side may ask (DataTransfer).</summary>
    Both = Station | Central,
}

/// <summary>Reads the payload of a message; null with the reader's fault set when it breaks the schema.</summary>
public delegate TMessage? OcppPayloadReader<out TMessage>(ref OcppReader reader)
    where TMessage : OcppMessage;

/// <summary>
/// One action of one version: its name, who asks, and how its two payloads are read. One instance per action; compare by reference.
/// Thread safe.
/// </summary>
public sealed class OcppAction
{
    private readonly OcppPayloadReader<OcppRequest> _readRequest;
    private readonly OcppPayloadReader<OcppResponse>? _readResponse;
    private readonly byte[] _nameUtf8;

    internal OcppAction(
        string name, OcppVersion version, ActionSender sender,
        OcppPayloadReader<OcppRequest> readRequest, OcppPayloadReader<OcppResponse>? readResponse)
    {
        Name = name;
        Version = version;
        Sender = sender;
        _nameUtf8 = Encoding.UTF8.GetBytes(name);
        _readRequest = readRequest;
        _readResponse = readResponse;
    }

    /// <summary>The name on the wire, such as <c>BootNotification</c>.</summary>
    public string Name { get; }

    /// <summary>The version that this action belongs to.</summary>
    public OcppVersion Version { get; }

    /// <summary>Who may send the request.</summary>
    public ActionSender Sender { get; }

    /// <summary>Whether the request is answered; false only for messages of 2.1 that are sent without waiting.</summary>
    public bool IsAnswered => _readResponse is not null;

    /// <summary>The name on the wire as UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _nameUtf8;

    /// <summary>Reads the request payload that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public OcppRequest? ReadRequest(ref OcppReader reader) => _readRequest(ref reader);

    /// <summary>Reads the response payload that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public OcppResponse? ReadResponse(ref OcppReader reader)
    {
        if (_readResponse is not null) return _readResponse(ref reader);
        reader.Fail(OcppErrorCode.RpcFrameworkError, $"{Name} is not answered");
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
