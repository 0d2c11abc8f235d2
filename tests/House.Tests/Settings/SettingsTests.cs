using System.Diagnostics;
using Busbar.House.Tests.Running;
using Busbar.Hub.Settings;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Tests;

namespace Busbar.House.Tests.Settings;

/// <summary>A wrong setting stops the start and names the key, the value and what is allowed.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("BUSBAR__Http__Port", "80800", "Http:Port", "80800", "0 to 65535")]
    [InlineData("BUSBAR__Http__Address", "localhost", "Http:Address", "localhost", "an IP address")]
    [InlineData("BUSBAR__Ocpp__Port", "-1", "Ocpp:Port", "-1", "0 to 65535")]
    [InlineData("BUSBAR__Ocpp__Prot", "9001", "Ocpp:Prot", "9001", "Ocpp:Port")]
    [InlineData("BUSBAR__Cms__HeartbeatInterval", "soon", "Cms:HeartbeatInterval", "soon", "TimeSpan")]
    [InlineData("BUSBAR__Cms__HeartbeatInterval", "00:00:01", "Cms:HeartbeatInterval", "00:00:01", "00:00:10")]
    [InlineData("BUSBAR__Cms__UnknownStations", "Maybe", "Cms:UnknownStations", "Maybe", "Maybe")]
    [InlineData("BUSBAR__Store__Readers", "0", "Store:Readers", "0", "1 to 64")]
    [InlineData("BUSBAR__Mqtt__Port", "70000", "Mqtt:Port", "70000", "0 to 65535")]
    [InlineData("BUSBAR__Mqtt__Enabled", "perhaps", "Mqtt:Enabled", "perhaps", "true or false")]
    [InlineData("BUSBAR__Mqtt__Access__Anonymous", "Sometimes", "Mqtt:Access:Anonymous", "Sometimes", "Sometimes")]
    [InlineData("BUSBAR__Mqtt__Access__Users__0__Nmae", "eve", "Mqtt:Access:Users:0:Nmae", "eve", "PasswordHash")]
    [InlineData("BUSBAR__Mqtt__Access__Users__0__Name", "anonymous", "Mqtt:Access:Users:0:Name", "anonymous", "1 to 255 characters")]
    [InlineData("BUSBAR__Mqtt__Access__Rules__0__Who", "eve", "Mqtt:Access:Rules:0:Who", "eve", "group:NAME")]
    [InlineData("BUSBAR__Mqtt__Access__Users__first__Name", "eve", "Mqtt:Access:Users:first:Name", "eve", "no such setting")]
    public async Task A_wrong_variable_stops_the_start(string variable, string value, params string[] said)
    {
        using var folder = new TempFolder();
        var (code, output) = await RunAsync(folder.Path, variable, value, "hub", "--data", Path.Combine(folder.Path, "data"));
        Assert.Equal(1, code);
        Assert.All(said, word => Assert.Contains(word, output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_is_not_JSON_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "busbar.json"), "{ \"Http\": ", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(folder.Path, "BUSBAR__Http__Port", "0", "hub");
        Assert.Equal(1, code);
        Assert.Contains("busbar.json", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_overrides_the_default_a_variable_the_file_and_a_flag_the_variable()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(file, """{ "Http": { "Port": 1111 }, "Ocpp": { "Port": 2222 } } // mine""");
        var settings = SettingsSource.Read(file, [new("Ocpp:Port", "3333"), new("Data", null)]);
        Assert.Equal(1111, settings.Int("Http:Port", 0, 65535));
        Assert.Equal(3333, settings.Int("Ocpp:Port", 0, 65535));
        Assert.Equal("./data", settings.RequiredText("Data"));
    }

    [Fact]
    public void Lists_in_a_file_are_read_with_all_that_is_in_them()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(file, """
            {
              "Http": { "AllowedOrigins": ["https://ops.example.com"] },
              "Mqtt": { "Access": {
                "Users": [{ "Name": "pack-7", "PasswordHash": "x", "Groups": ["packs"], "ClientIds": ["pack-*"], "Attributes": { "site": "north" } }],
                "Rules": [{ "Who": "group:packs", "Topic": "pulsebms/{site}/#", "Allow": "Publish" }]
              } }
            }
            """);
        var settings = SettingsSource.Read(file, []);
        Assert.Equal(["https://ops.example.com"], settings.Options<Cloud.Api.ApiOptions>("Http").AllowedOrigins);
        var access = settings.Options<MqttAccessOptions>("Mqtt:Access");
        var user = Assert.Single(access.Users);
        Assert.Equal(("pack-7", "x", "packs", "pack-*", "north"), (user.Name, user.PasswordHash, user.Groups.Single(), user.ClientIds.Single(), user.Attributes["site"]));
        Assert.Null(user.Certificate);
        Assert.Equal([new MqttRuleOptions { Who = "group:packs", Topic = "pulsebms/{site}/#", Allow = TopicAccess.Publish }], access.Rules);
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, string variable, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo(HubProcess.Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().SoonAsync();
        return (process.ExitCode, await output + await error);
    }
}
