using System.Collections;
using System.Globalization;
using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Gateway;
using Busbar.Cloud.Store;
using Busbar.Cloud.Twin;
using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Microsoft.Extensions.Configuration;

namespace Busbar.House.Tests.Settings;

/// <summary>The commented defaults say what the code does, whole.</summary>
public sealed class DefaultsTests
{
    /// <summary>Properties that are not settings: set by the program itself.</summary>
    private static readonly Dictionary<string, string[]> NotSettings = new(StringComparer.Ordinal)
    {
        ["Http"] = ["Demo", "DataFolder", "OcppPort"],
        ["Ocpp"] = ["Listen"],
        ["Bus"] = [],
        ["Cms"] = [],
        ["Store"] = ["Folder"],
        ["Site"] = [],
        ["Otlp"] = [],
        ["Twin"] = [],
        ["Mqtt"] = [],
        ["Mqtt:Access"] = [],
    };

    /// <summary>Settings of the Hub itself.</summary>
    private static readonly string[] OfTheHub = ["Http:Port", "Http:Address", "Data", "Mqtt:Enabled", "Mqtt:Access"];

    public static TheoryData<string, object> Sections => new()
    {
        { "Http", new ApiOptions() },
        { "Ocpp", new GatewayOptions() },
        { "Bus", new RabbitOptions() },
        { "Cms", new CmsOptions() },
        { "Store", new StoreOptions() },
        { "Site", new SiteOptions() },
        { "Otlp", new OtlpOptions() },
        { "Twin", new TwinServiceOptions() },
        { "Mqtt", new MqttBrokerOptions() },
        { "Mqtt:Access", new MqttAccessOptions() },
    };

    private static IConfigurationRoot Defaults => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(SettingsSource.DefaultsText))).Build();

    [Theory, MemberData(nameof(Sections))]
    public void Every_option_of_a_room_stands_in_the_defaults_with_the_value_that_the_code_has(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite && !NotSettings[section].Contains(p.Name)))
        {
            Assert.True(Defaults.AsEnumerable().Any(p => p.Key.Equals($"{section}:{property.Name}", StringComparison.Ordinal)), $"{section}:{property.Name} is not in the defaults.");
            var value = property.GetValue(options);
            if (value is IEnumerable list and not string) Assert.Empty(list);
            else Assert.Equal(value, ParseAs(Defaults[$"{section}:{property.Name}"], property.PropertyType));
        }
    }

    [Theory, MemberData(nameof(Sections))]
    public void The_defaults_name_nothing_that_the_code_does_not_read(string section, object options)
    {
        var unread = Defaults.GetSection(section).GetChildren()
            .Where(c => !OfTheHub.Contains(c.Path) && options.GetType().GetProperty(c.Key) is null)
            .Select(c => c.Path);
        Assert.Empty(unread);
    }

    private static object? ParseAs(string? text, Type type) => type switch
    {
        _ when text is null => null,
        _ when type == typeof(string) => text,
        _ when text.Length == 0 => null,
        _ when type == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        _ when type.IsEnum => Enum.Parse(type, text),
        _ => Convert.ChangeType(text, Nullable.GetUnderlyingType(type) ?? type, CultureInfo.InvariantCulture),
    };
}
