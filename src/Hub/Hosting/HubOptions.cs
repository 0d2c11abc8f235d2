using System.Net;
using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Store;
using Busbar.Cloud.Twin;
using Busbar.Hub.Settings;
using Busbar.Hub.Sites;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Hosting;

/// <summary>What one process of Busbar runs, from its settings.</summary>
/// <param name="Settings">All settings; each is checked when it is read.</param>
/// <param name="Demo">No login on loopback, tag DEMO known, unknown stations and tags welcome.</param>
/// <param name="BuiltInGuns">Without a site's file, the built-in site with so many guns is controlled; null: none.</param>
public sealed record HubOptions(SettingsReader Settings, bool Demo, int? BuiltInGuns = null)
{
    private SitePlan? _sitePlan;

    /// <summary>What this process does; a demo does everything.</summary>
    public HubRoles Roles => Demo ? HubRoles.All : HubRoleNames.Parse(Settings.RequiredText("Roles"));

    /// <summary>Folder of the embedded store, absolute.</summary>
    public string DataFolder => Path.GetFullPath(Settings.RequiredText("Data"));

    /// <summary>Address of console and API.</summary>
    public IPAddress HttpAddress => Settings.Address("Http:Address");

    /// <summary>Port of console and API; 0 for a free one.</summary>
    public int HttpPort => Settings.Int("Http:Port", 0, 65535);

    /// <summary>Section <c>Bus</c>; a demo has none.</summary>
    public RabbitOptions Bus => Demo ? new RabbitOptions() : Settings.Options<RabbitOptions>("Bus");

    /// <summary>Section <c>Ocpp</c>.</summary>
    public GatewayOptions Gateway => Settings.Options<GatewayOptions>("Ocpp");

    /// <summary>Section <c>Store</c>.</summary>
    public StoreOptions Store => Settings.Options<StoreOptions>("Store") with { Folder = DataFolder };

    /// <summary>Section <c>Cms</c>; a demo welcomes stations and vehicles that nobody has entered.</summary>
    public CmsOptions Cms
    {
        get
        {
            var cms = Settings.Options<CmsOptions>("Cms");
            return Demo ? cms with { UnknownStations = UnknownStationPolicy.Accept, AcceptUnknownTags = true } : cms;
        }
    }

    /// <summary>Whether this process runs an MQTT broker.</summary>
    public bool MqttEnabled => Roles.HasFlag(HubRoles.Broker) && Settings.Flag("Mqtt:Enabled");

    /// <summary>Section <c>Mqtt</c>.</summary>
    public MqttBrokerOptions Mqtt => Settings.Options<MqttBrokerOptions>("Mqtt");

    /// <summary>Section <c>Mqtt:Access</c>.</summary>
    public MqttAccessOptions MqttAccess => Settings.Options<MqttAccessOptions>("Mqtt:Access");

    /// <summary>Section <c>Site</c>.</summary>
    public SiteOptions Site => Settings.Options<SiteOptions>("Site");

    /// <summary>The site is not from a file but the built-in one.</summary>
    public bool HasBuiltInSite => BuiltInGuns is not null && string.IsNullOrEmpty(Site.File);

    /// <summary>Section <c>Pep</c>.</summary>
    public PepOptions Pep
    {
        get
        {
            var pep = Settings.Options<PepOptions>("Pep");
            pep.Validate();
            return pep;
        }
    }

    /// <summary>The site that this process controls; null for none. The file is read once.</summary>
    /// <exception cref="SiteFileException">The file cannot be used.</exception>
    public SitePlan? SitePlan => Roles.HasFlag(HubRoles.Site) ? _sitePlan ??= ReadSite(Pep.Port) : null;

    /// <summary>Section <c>Otlp</c>.</summary>
    public OtlpOptions Otlp => Settings.Options<OtlpOptions>("Otlp").Checked();

    /// <summary>Section <c>Twin</c>.</summary>
    public TwinServiceOptions Twin => Settings.Options<TwinServiceOptions>("Twin");

    /// <summary>Section <c>Http</c>.</summary>
    public ApiOptions Api => Settings.Options<ApiOptions>("Http") with { Demo = Demo, DataFolder = DataFolder };

    private SitePlan? ReadSite(int? pepPort)
    {
        var plan = HasBuiltInSite ? BuiltInSite.Of(BuiltInGuns!.Value) : string.IsNullOrEmpty(Site.File) ? null : SitePlan.Load(Site.File);
        return plan?.OnPepPort(pepPort);
    }
}
