using System.CommandLine;
using Busbar.Links.Mqtt.Client;
using Busbar.Wire.Mqtt;

namespace Busbar.Hub.Commands;

/// <summary>Flags of every command that connects to an MQTT broker.</summary>
internal sealed class MqttConnectionFlags
{
    private static readonly string[] Schemes = ["mqtt", "mqtts", "ws", "wss"];

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "Broker: mqtt://HOST:PORT, mqtts:// for TLS, ws:// or wss:// for WebSocket.",
        DefaultValueFactory = _ => new Uri("mqtt://127.0.0.1:1883"),
        CustomParser = Address,
    };

    private readonly Option<string> _protocol = new("--protocol") { Description = "5 or 3.1.1.", DefaultValueFactory = _ => "5" };
    private readonly Option<string?> _id = new("--id", "-i") { Description = "Client identifier; one is made when not given." };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "User name." };
    private readonly Option<string?> _password = new("--password", "-P") { Description = "Password; the variable BUSBAR_MQTT_PASSWORD keeps it out of the list of processes." };
    private readonly Option<string?> _authority = new("--ca") { Description = "PEM file with the authorities that are believed about the broker, in place of the system's." };
    private readonly Option<string?> _certificate = new("--cert") { Description = "PEM file with our certificate." };
    private readonly Option<string?> _key = new("--key") { Description = "PEM file with its private key; not needed when that is in --cert." };

    public MqttConnectionFlags() => _protocol.AcceptOnlyFromAmong("5", "3.1.1");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _protocol, _id, _user, _password, _authority, _certificate, _key]) command.Options.Add(option);
    }

    public MqttClientOptions Options(ParseResult result) => new()
    {
        Server = result.GetValue(_url)!,
        Version = result.GetValue(_protocol) == "5" ? MqttVersion.V50 : MqttVersion.V311,
        ClientId = result.GetValue(_id),
        UserName = result.GetValue(_user),
        Password = result.GetValue(_password) ?? Environment.GetEnvironmentVariable("BUSBAR_MQTT_PASSWORD"),
        AuthorityFile = result.GetValue(_authority),
        CertificateFile = result.GetValue(_certificate),
        KeyFile = result.GetValue(_key),
        SessionExpiry = TimeSpan.Zero,
    };

    /// <summary>A flag for a quality of service.</summary>
    public static Option<MqttQos> Qos(string description) => new("--qos", "-q")
    {
        Description = description,
        HelpName = "0|1|2",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (text is "0" or "1" or "2") return (MqttQos)(text[0] - '0');
            result.AddError($"--qos is \"{text}\"; allowed: 0, 1 or 2.");
            return default;
        },
    };

    private static Uri? Address(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme) && uri.Host.Length > 0) return uri;
        result.AddError($"--url is \"{text}\"; allowed: {string.Join(", ", Schemes.Select(scheme => $"{scheme}://"))} with a host, such as mqtt://127.0.0.1:1883.");
        return null;
    }
}
