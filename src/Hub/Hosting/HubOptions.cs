using System.Net;
using Busbar.Hub.Settings;

namespace Busbar.Hub.Hosting;

/// <summary>What one process of Busbar runs.</summary>
/// <param name="Settings">All settings, checked when read.</param>
/// <param name="Demo">No login on loopback, tag DEMO known, unknown stations welcome.</param>
public sealed record HubOptions(SettingsReader Settings, bool Demo)
{
    /// <summary>Folder of the embedded store.</summary>
    public string DataFolder => Path.GetFullPath(Settings.RequiredText("Data"));

    /// <summary>Address of console and API.</summary>
    public IPAddress HttpAddress => Settings.Address("Http:Address");

    /// <summary>Port of console and API; 0 for a free one.</summary>
    public int HttpPort => Settings.Int("Http:Port", 0, 65535);
}
