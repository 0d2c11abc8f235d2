using System.Text.Json;
using System.Text.Json.Serialization;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Mqtt;
using Busbar.Cloud.Sites;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>Everything that the API and the live view put into JSON, compiled: camelCase, enums as text, times in UTC, null members written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(UtcTimeConverter), typeof(FiniteNumberConverter), typeof(SiteWordConverter)])]
[JsonSerializable(typeof(StationView[]))]
[JsonSerializable(typeof(ConnectorView[]))]
[JsonSerializable(typeof(IReadOnlyList<ConnectorView>))]
[JsonSerializable(typeof(MeterPoint[]))]
[JsonSerializable(typeof(MessageShape[]))]
[JsonSerializable(typeof(ConfigurationKeyRow[]))]
[JsonSerializable(typeof(ProfileShape[]))]
[JsonSerializable(typeof(ReservationRow[]))]
[JsonSerializable(typeof(LocalListRow))]
[JsonSerializable(typeof(ScheduleShape))]
[JsonSerializable(typeof(CommandResultShape))]
[JsonSerializable(typeof(CommandRunLineShape))]
[JsonSerializable(typeof(CommandShape[]))]
[JsonSerializable(typeof(TransactionShape[]))]
[JsonSerializable(typeof(IdTagShape[]))]
[JsonSerializable(typeof(AlarmShape[]))]
[JsonSerializable(typeof(AuditShape[]))]
[JsonSerializable(typeof(DeadLettersShape))]
[JsonSerializable(typeof(ClusterShape))]
[JsonSerializable(typeof(FleetOverview))]
[JsonSerializable(typeof(LiveOverviewShape))]
[JsonSerializable(typeof(UserShape[]))]
[JsonSerializable(typeof(SessionShape))]
[JsonSerializable(typeof(InfoShape))]
[JsonSerializable(typeof(HealthShape))]
[JsonSerializable(typeof(SamplesShape))]
[JsonSerializable(typeof(WatchedShape))]
[JsonSerializable(typeof(SiteSummaryView[]))]
[JsonSerializable(typeof(SiteView))]
[JsonSerializable(typeof(WatchedSiteShape))]
[JsonSerializable(typeof(SiteChangeShape))]
[JsonSerializable(typeof(PackShape[]))]
[JsonSerializable(typeof(MqttBrokerView))]
[JsonSerializable(typeof(IReadOnlyList<MqttRatesView>))]
[JsonSerializable(typeof(MqttRatesView[]))]
[JsonSerializable(typeof(MqttClientView[]))]
[JsonSerializable(typeof(MqttClientDetailView))]
[JsonSerializable(typeof(MqttRetainedView[]))]
[JsonSerializable(typeof(TwinSetShape[]))]
[JsonSerializable(typeof(TwinRunShape))]
[JsonSerializable(typeof(TwinAgeingShape))]
[JsonSerializable(typeof(PackRunShape))]
[JsonSerializable(typeof(TwinFitShape))]
[JsonSerializable(typeof(TwinTelemetryShape))]
[JsonSerializable(typeof(TwinFollowShape))]
[JsonSerializable(typeof(TwinPackFollowShape))]
[JsonSerializable(typeof(TwinHoursShape))]
[JsonSerializable(typeof(TwinYearsShape))]
[JsonSerializable(typeof(TwinWhatIfShape))]
[JsonSerializable(typeof(TwinWearCostShape))]
[JsonSerializable(typeof(RawJson))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(List<StationView>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Puts the same rules on options that the framework owns (HTTP results, the live hub).</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new FiniteNumberConverter());
        options.Converters.Add(new SiteWordConverter());
        options.Converters.Add(new JsonStringEnumConverter());
    }
}
