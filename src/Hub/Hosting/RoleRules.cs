using Busbar.Hub.Settings;

namespace Busbar.Hub.Hosting;

/// <summary>Which roles go together, and what each needs. Judged before anything is opened.</summary>
internal static class RoleRules
{
    /// <summary>Checks the roles of a process against its settings.</summary>
    /// <param name="roles">What it is to do.</param>
    /// <param name="busUrl">Setting <c>Bus:Url</c>; its passwords are not repeated.</param>
    /// <param name="postgres">Setting <c>Store:Postgres</c>; not repeated either.</param>
    /// <param name="siteFile">Setting <c>Site:File</c>.</param>
    /// <exception cref="SettingException">They do not fit; the text names the key and what is allowed.</exception>
    public static void Check(HubRoles roles, string busUrl, string? postgres, string? siteFile)
    {
        var central = roles & HubRoles.Central;
        var names = HubRoleNames.Spell(central);
        if (busUrl.Length == 0)
        {
            if (central is not (HubRoles.None or HubRoles.Central))
                throw new SettingException("Bus:Url", "", $"a process with {names} alone works with others over RabbitMQ: its address is needed, such as amqp://user:password@host:5672/. Without it gateway, cms and api must be in one process.");
        }
        else if (central is not (HubRoles.None or HubRoles.Gateway or HubRoles.Cms or HubRoles.Api))
        {
            throw new SettingException("Roles", HubRoleNames.Spell(roles), "with Bus:Url a process has one of gateway, cms and api (broker and site may go with any); start one process for each, or leave Bus:Url empty.");
        }
        else if (central is HubRoles.Cms or HubRoles.Api && string.IsNullOrEmpty(postgres))
        {
            throw new SettingException("Store:Postgres", "", $"with Bus:Url the process with {names} shares a database with others: the connection string of a PostgreSQL database is needed.");
        }

        if (roles == HubRoles.Site && string.IsNullOrEmpty(siteFile))
            throw new SettingException("Site:File", null, "a process with site alone needs the file of its site.");
    }
}
