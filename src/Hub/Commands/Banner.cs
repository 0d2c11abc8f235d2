using System.Reflection;
using Busbar.Hub.Hosting;

namespace Busbar.Hub.Commands;

/// <summary>What a person, or a script, needs to know once the hub listens.</summary>
internal static class Banner
{
    public static Task WriteAsync(TextWriter to, HubHost hub) => to.WriteLineAsync(
        $"""

        Busbar {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}
          console   {hub.Http.GetLeftPart(UriPartial.Authority)}
          data      {hub.DataFolder}
          roles     {HubRoleNames.Spell(hub.Roles)}
          mqtt      {hub.Mqtt?.ToString().TrimEnd('/') ?? "off (Mqtt:Enabled)"}
          site      {hub.Site?.Id ?? "none (Site:File)"}
          seccs     {(hub.Pep is { } pep ? $"{pep}<path of the gun>" : "none")}
          stations  {(hub.OcppEndPoint is { } ocpp ? $"ws://{ocpp}/ocpp/<charge point id>" : "none (Roles)")}
        """);
}
