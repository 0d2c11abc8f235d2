using Busbar.Hub.Settings;

namespace Busbar.Hub.Hosting;

/// <summary>What a process of Busbar does. All together are one process that needs nothing else.</summary>
[Flags]
public enum HubRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Holds the sockets of stations. Knows no database.</summary>
    Gateway = 1,

    /// <summary>Decides: a worker, which has a part of the stations.</summary>
    Cms = 2,

    /// <summary>Console, REST and the live view.</summary>
    Api = 4,

    /// <summary>The MQTT broker.</summary>
    Broker = 8,

    /// <summary>Controls the site of <c>Site:File</c>.</summary>
    Site = 16,

    /// <summary>All of them.</summary>
    All = Gateway | Cms | Api | Broker | Site,

    /// <summary>Those that a fleet of stations needs.</summary>
    Central = Gateway | Cms | Api,
}

/// <summary>Roles in the settings: names parted by commas.</summary>
internal static class HubRoleNames
{
    private static readonly HubRoles[] Each = [HubRoles.Gateway, HubRoles.Cms, HubRoles.Api, HubRoles.Broker, HubRoles.Site];

    /// <summary>Reads a list such as <c>gateway,cms,api</c>.</summary>
    /// <exception cref="SettingException">A name is unknown, or there is none.</exception>
    public static HubRoles Parse(string text)
    {
        var roles = HubRoles.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var role = Array.Find(Each, r => Spell(r).Equals(name, StringComparison.OrdinalIgnoreCase));
            if (role == HubRoles.None) throw Wrong(text, $"{name} is none");
            roles |= role;
        }

        return roles != HubRoles.None ? roles : throw Wrong(text, "there is none in it");
    }

    /// <summary>The roles by name, in their usual order.</summary>
    public static string Spell(HubRoles roles) => string.Join(',', Each.Where(r => roles.HasFlag(r)).Select(r => r.ToString().ToLowerInvariant()));

    private static SettingException Wrong(string text, string why) => new("Roles", text, $"{why}; allowed are {Spell(HubRoles.All)}, parted by commas.");
}
