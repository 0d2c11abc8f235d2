using System.CommandLine;

namespace Busbar.Hub.Commands;

/// <summary>Flags that every hosting command has; each is the highest layer over one setting.</summary>
internal sealed class SharedOptions
{
    private readonly Option<string?> _config = new("--config") { Description = "Settings file instead of busbar.json of the working folder." };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the embedded store (setting Data)." };
    private readonly Option<string?> _httpPort = new("--http-port") { Description = "Port of console and API (setting Http:Port); 0 takes a free one." };
    private readonly Option<string?> _ocppPort = new("--ocpp-port") { Description = "Port for charging stations (setting Ocpp:Port); 0 takes a free one." };
    private readonly Option<string?> _mqttPort = new("--mqtt-port") { Description = "Port for MQTT (setting Mqtt:Port); 0 takes a free one." };

    private readonly Option<string?> _site = new("--site") { Description = "File of the site that this process controls (setting Site:File)." };
    private readonly Option<string?> _pepPort = new("--pep-port") { Description = "Port for the site's SECCs (setting Pep:Port); 0 takes a free one." };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_data);
        command.Options.Add(_httpPort);
        command.Options.Add(_ocppPort);
        command.Options.Add(_mqttPort);
        command.Options.Add(_site);
        command.Options.Add(_pepPort);
    }

    public string? Config(ParseResult result) => result.GetValue(_config);

    public IEnumerable<KeyValuePair<string, string?>> Flags(ParseResult result) =>
    [
        new("Data", result.GetValue(_data)),
        new("Http:Port", result.GetValue(_httpPort)),
        new("Ocpp:Port", result.GetValue(_ocppPort)),
        new("Mqtt:Port", result.GetValue(_mqttPort)),
        new("Site:File", result.GetValue(_site)),
        new("Pep:Port", result.GetValue(_pepPort)),
    ];
}
