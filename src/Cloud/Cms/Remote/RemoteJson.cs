using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Remote;

/// <summary>JSON between workers and API processes, compiled: camelCase, enums as text, members that are null left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RemoteChange))]
[JsonSerializable(typeof(CommandQuestion))]
[JsonSerializable(typeof(AcknowledgeQuestion))]
[JsonSerializable(typeof(CloseQuestion))]
[JsonSerializable(typeof(ComposeQuestion))]
[JsonSerializable(typeof(SnapshotQuestion))]
[JsonSerializable(typeof(WatchQuestion))]
[JsonSerializable(typeof(StationEdit))]
[JsonSerializable(typeof(OperatorAnswer<CommandResult>))]
[JsonSerializable(typeof(OperatorAnswer<StationView>))]
[JsonSerializable(typeof(OperatorAnswer<AlarmRow>))]
[JsonSerializable(typeof(OperatorAnswer<TransactionRow>))]
[JsonSerializable(typeof(OperatorAnswer<PlannedSchedule>))]
[JsonSerializable(typeof(OperatorAnswer<SnapshotPage>))]
[JsonSerializable(typeof(OperatorAnswer<bool>))]
internal sealed partial class RemoteJson : JsonSerializerContext
{
    /// <summary>Reads what another process wrote.</summary>
    /// <exception cref="BusFormatException">It cannot be read; the text says where.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new BusFormatException($"The body is null; a {typeof(T).Name} is due.");
        }
        catch (JsonException e)
        {
            throw new BusFormatException($"The body is no {typeof(T).Name}: {e.Message}", e);
        }
    }
}
