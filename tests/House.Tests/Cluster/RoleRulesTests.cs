using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;

namespace Busbar.House.Tests.Cluster;

public sealed class RoleRulesTests
{
    private const string Broker = "amqp://guest:secret@127.0.0.1/";
    private const string Database = "Host=db;Password=secret";

    [Theory]
    [InlineData("gateway,cms,api,broker,site", "", "")]
    [InlineData("gateway,cms,api", "", Database)]
    [InlineData("broker", "", "")]
    [InlineData("gateway", Broker, "")]
    [InlineData("gateway,broker,site", Broker, "")]
    [InlineData("cms", Broker, Database)]
    [InlineData(" API , broker", Broker, Database)]
    public void Roles_that_fit(string roles, string bus, string postgres) => RoleRules.Check(HubRoleNames.Parse(roles), bus, postgres, null);

    [Theory]
    [InlineData("gateway", "", "", "Bus:Url", "a process with gateway alone works with others over RabbitMQ")]
    [InlineData("cms,api", "", Database, "Bus:Url", "a process with cms,api alone")]
    [InlineData("gateway,cms,api", Broker, Database, "Roles", "one of gateway, cms and api")]
    [InlineData("cms", Broker, "", "Store:Postgres", "the process with cms shares a database")]
    [InlineData("api", Broker, "", "Store:Postgres", "connection string of a PostgreSQL database")]
    [InlineData("site", "", "", "Site:File", "needs the file of its site")]
    public void Roles_that_do_not_fit_name_the_key_and_what_is_allowed(string roles, string bus, string postgres, string key, string text)
    {
        var e = Assert.Throws<SettingException>(() => RoleRules.Check(HubRoleNames.Parse(roles), bus, postgres, null));
        Assert.Equal(key, e.Key);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway,cmd", "cmd is none; allowed are gateway,cms,api,broker,site")]
    [InlineData(" , ", "there is none in it")]
    [InlineData("all", "all is none")]
    public void A_role_that_is_none_is_named(string roles, string text) =>
        Assert.Contains(text, Assert.Throws<SettingException>(() => HubRoleNames.Parse(roles)).Message, StringComparison.Ordinal);
}
