using System.Text;
using Busbar.Cloud.Mqtt;
using Busbar.Links.Mqtt;
using Busbar.Wire.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Api;

/// <summary><c>/mqtt</c>: the broker of this process, its clients and kept messages.</summary>
internal static class MqttResource
{
    private const int MaxTopic = 65_535;

    /// <summary>Beside the other fields in a body of 64 KiB.</summary>
    private const int MaxPayload = 60 * 1024;

    private static readonly QueryParameter<string> Search = new("search", Rules.Text(1, Rules.MaxSearch), "Part of id, identity or address, without case.");

    private static readonly QueryParameter<Func<MqttClientView, bool>> State = new(
        "state", Rules.OneOf<Func<MqttClientView, bool>>(("connected", client => client.Connected), ("disconnected", client => !client.Connected)),
        "Only connected ones, or only sessions whose client is away.");

    private static readonly QueryParameterOr<RowSort<MqttClientView>> Sort =
        new("sort", Rules.OneOf(MqttClientSort.Choices), MqttClientSort.ById, "id", "What to order by; rows that are equal there are ordered by id.");

    private static readonly QueryParameterOr<bool> Session = new("session", Rules.Flag, false, false, "Forget its session too, with subscriptions and messages.");
    private static readonly QueryParameterOr<string> Filter = new("filter", new TopicFilterRule(), "#", "#", "Topic filter.");

    private static readonly BodyField<string> Topic = new("topic", Rules.Text(1, MaxTopic), "Topic name, without wildcards.", required: true);
    private static readonly BodyField<string> Payload = new("payload", Rules.Secret(0, MaxPayload), "The message as text. Default empty.");
    private static readonly BodyField<string> Base64 = new("payloadBase64", Rules.Text(0, MaxPayload), "The message as bytes in base64, in place of payload.");
    private static readonly BodyField<int> Qos = new("qos", Rules.Integer(0, 2), "Quality of service. Default 0.");
    private static readonly BodyField<bool> Retain = new("retain", Rules.Flag, "Keep it for later subscribers; an empty message removes the kept one. Default false.");
    private static readonly BodyField<int> ExpiresInS = new("expiresInS", Rules.Integer(1, int.MaxValue), "Seconds until it is worthless; null for never.");
    private static readonly BodyField<string> ContentType = new("contentType", Rules.Text(0, 1000), "MIME type; null for none.");
    private static readonly BodyShape Message = new("MqttPublish", Topic, Payload, Base64, Qos, Retain, ExpiresInS, ContentType);

    public static void Map(IEndpointRouteBuilder api)
    {
        var mqtt = api.MapGroup("/mqtt").WithTags("MQTT").ProducesProblem(StatusCodes.Status404NotFound);
        mqtt.AddEndpointFilter(RefuseWithoutBrokerAsync);
        mqtt.MapGet("", (HttpContext http) => Results.Json(Broker(http).View()))
            .Describe<MqttBrokerView>("getMqtt", "The MQTT broker of this process; 404 when none runs.");
        mqtt.MapGet("/rates", (HttpContext http) => Results.Json(Broker(http).History()))
            .Describe<MqttRatesView[]>("listMqttRates", "Rates of the last five minutes, oldest first.");
        mqtt.MapGet("/clients", List).Takes(Search, State, Sort, RowSorts.Descending, Paging.Limit, Paging.AfterText)
            .Describe<MqttClientView[]>("listMqttClients", "Sessions of the broker, connected or not.");
        mqtt.MapGet("/clients/{**id}", Get).Describe<MqttClientDetailView>("getMqttClient", "One session with its subscriptions.");
        mqtt.MapDelete("/clients/{**id}", Disconnect).Takes(Session).ForOperators()
            .DescribeEmpty("disconnectMqttClient", "Ends a client's connection. It may connect anew; its session stays unless it is to be forgotten.", StatusCodes.Status409Conflict);
        mqtt.MapGet("/retained", ListRetained).Takes(Filter, Paging.Limit, Paging.AfterText)
            .Describe<MqttRetainedView[]>("listMqttRetained", "Kept messages by topic, with the beginning of each.");
        mqtt.MapPost("/publish", PublishAsync).Takes(Message).ForOperators()
            .DescribeEmpty("publishMqtt", "Publishes a message as the broker, past the access rules of clients.", StatusCodes.Status409Conflict);
    }

    private static ValueTask<object?> RefuseWithoutBrokerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetService<IMqttMonitor>() is { IsRunning: true }
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.NotFound("No MQTT broker runs in this process. Setting Mqtt:Enabled starts one."));

    private static IMqttMonitor Broker(HttpContext http) => http.RequestServices.GetRequiredService<IMqttMonitor>();

    private static IResult List(HttpContext http)
    {
        IEnumerable<MqttClientView> clients = Broker(http).Clients();
        if (Search.Optional(http) is { } search) clients = clients.Where(client => Matches(client, search));
        if (State.TryRead(http, out var isInState)) clients = clients.Where(isInState);
        return Sort.Read(http).Page(http, clients, static client => client);
    }

    private static bool Matches(MqttClientView client, string search)
    {
        return Has(client.Id) || Has(client.Identity) || Has(client.Address);

        bool Has(string? text) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) ?? false;
    }

    private static IResult Get(string id, HttpContext http) => Broker(http).Find(id) is { } client ? Results.Json(client) : Unknown(id);

    private static IResult Disconnect(string id, HttpContext http)
    {
        var broker = Broker(http);
        if (Session.Read(http)) return broker.ForgetSession(id) ? Results.NoContent() : Unknown(id);
        if (broker.Disconnect(id)) return Results.NoContent();
        return broker.Find(id) is null ? Unknown(id) : Problems.Conflict("Not connected", $"Client {Problems.Quote(id)} is not connected; session=true forgets its session.");
    }

    private static IResult ListRetained(HttpContext http)
    {
        var (filter, limit) = (Filter.Read(http), Paging.Limit.Read(http));
        var after = Paging.AfterText.Optional(http) is { } key ? key.Resolve(TopicsFrom(Broker(http), filter, key.Text)) : null;
        return Paging.Page(http, Broker(http).Retained(filter, after, limit + 1), limit, message => message.Topic, static message => message);
    }

    /// <summary>Topics that begin so, in their order.</summary>
    private static IEnumerable<string> TopicsFrom(IMqttMonitor broker, string filter, string beginning)
    {
        var after = beginning;
        while (broker.Retained(filter, after, Paging.MaxLimit) is { Count: > 0 } page)
        {
            foreach (var (topic, _, _, _, _, _) in page)
            {
                if (!topic.StartsWith(beginning, StringComparison.Ordinal)) yield break;
                yield return topic;
            }

            after = page[^1].Topic;
        }
    }

    private static async Task<IResult> PublishAsync(HttpContext http, CancellationToken ct)
    {
        var topic = Topic.Read(http);
        if (!MqttTopic.IsName(Encoding.UTF8.GetBytes(topic), out var fault)) return Problems.BadInput(Topic.Name, $"{Problems.Quote(topic)} is not allowed. {fault.Text}");
        if (topic == "$SYS" || topic.StartsWith("$SYS/", StringComparison.Ordinal))
            return Problems.BadInput(Topic.Name, $"{Problems.Quote(topic)} is not allowed. $SYS is what the broker tells of itself.");
        var payload = Payload.Optional(http);
        var base64 = Base64.Optional(http);
        if (payload is not null && base64 is not null) return Problems.BadInput(Base64.Name, "It is given beside payload. Give one of them.");
        if (!TryBytes(payload, base64, out var bytes)) return Problems.BadInput(Base64.Name, $"{Problems.Quote(base64!)} is not allowed. Give base64.");

        var message = new MqttMessage(topic, bytes)
        {
            Qos = (MqttQos)(Qos.Optional(http) ?? 0),
            Retain = Retain.Optional(http) ?? false,
            PayloadIsText = payload is not null,
            ExpiresIn = ExpiresInS.Optional(http) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ContentType = ContentType.Optional(http) is { Length: > 0 } type ? type : null,
        };
        try
        {
            await Broker(http).PublishAsync(message, ct);
            return Results.NoContent();
        }
        catch (InvalidOperationException e)
        {
            return Problems.Conflict("It cannot be kept", e.Message);
        }
    }

    private static bool TryBytes(string? text, string? base64, out byte[] bytes)
    {
        bytes = [];
        if (base64 is null)
        {
            bytes = Encoding.UTF8.GetBytes(text ?? "");
            return true;
        }

        var buffer = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, buffer, out var length)) return false;
        bytes = buffer[..length];
        return true;
    }

    private static IResult Unknown(string id) => Problems.NotFound($"No MQTT client has the id {Problems.Quote(id)}.");
}
