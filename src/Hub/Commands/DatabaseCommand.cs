using System.CommandLine;
using Busbar.Cloud.Store;
using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar db migrate</c>: brings the database to this program's version and ends. Starting the hub does the same.</summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var migrate = new Command("migrate", "Create the database or bring it to this program's version.");
        shared.AddTo(migrate);
        migrate.SetAction(async (result, ct) =>
        {
            var options = new HubOptions(SettingsSource.Read(shared.Config(result), shared.Flags(result)), Demo: false);
            var (applied, database) = await StoreOpener.MigrateAsync(options.Store, TimeProvider.System, ct);
            var to = result.InvocationConfiguration.Output;
            foreach (var name in applied) await to.WriteLineAsync($"applied {name}");
            await to.WriteLineAsync($"The database in {database} is up to date.");
            return 0;
        });
        return new Command("db", "The database.") { migrate };
    }
}
