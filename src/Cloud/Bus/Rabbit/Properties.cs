using System.Diagnostics;
using System.Globalization;
using System.Text;
using Busbar.Cloud.Bus.Format;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>AMQP properties as this bus uses them: type, schema version, trace context.</summary>
internal static class Properties
{
    /// <summary>The newest schema of bodies that this program reads, and the one it writes.</summary>
    public const int Schema = 1;

    /// <summary>Source of spans; a span is made only while somebody listens.</summary>
    public static readonly ActivitySource Source = new(BusMetrics.MeterName);

    // Never changed: the client reads it.
    private static readonly Dictionary<string, object?> Plain = new(StringComparer.Ordinal) { [Names.SchemaHeader] = Schema };

    /// <summary>Properties of a message of this type, with the trace that is under way.</summary>
    public static BasicProperties Of(string type, bool resent = false) => new() { Type = type, Headers = Headers(Activity.Current?.Id, resent) };

    /// <summary>Headers with a trace context or without.</summary>
    public static Dictionary<string, object?> Headers(string? trace, bool resent = false)
    {
        if (trace is null && !resent) return Plain;
        var headers = new Dictionary<string, object?>(Plain, StringComparer.Ordinal);
        if (trace is not null) headers[Names.TraceHeader] = trace;
        if (resent) headers[Names.ResentHeader] = true;
        return headers;
    }

    /// <summary>Refuses a message of a newer schema with a word. Without the header it is version 1.</summary>
    public static void RequireKnownSchema(IReadOnlyBasicProperties properties)
    {
        if (Number(properties, Names.SchemaHeader) is { } schema && schema > Schema)
            throw new BusFormatException($"The message has schema {schema}; this program reads up to {Schema}. Update the workers before the gateways.");
    }

    /// <summary>Sent once more by its sender.</summary>
    public static bool IsResent(IReadOnlyBasicProperties properties) => properties.Headers?.TryGetValue(Names.ResentHeader, out var value) == true && value is true;

    /// <summary>A whole number of the headers; null when there is none.</summary>
    public static long? Number(IReadOnlyBasicProperties properties, string header)
    {
        if (properties.Headers is not { } headers || !headers.TryGetValue(header, out var value)) return null;
        return value switch
        {
            int number => number,
            long number => number,
            short number => number,
            byte number => number,
            sbyte number => number,
            uint number => number,
            byte[] text when long.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    /// <summary>A text of the headers; null when there is none.</summary>
    public static string? Text(IReadOnlyBasicProperties properties, string header) =>
        properties.Headers is { } headers && headers.TryGetValue(header, out var value) ? value switch { byte[] utf8 => Encoding.UTF8.GetString(utf8), string text => text, _ => null } : null;

    /// <summary>A span around the work on a message, child of its sender's; null while nobody listens.</summary>
    public static Activity? Span(string name, IReadOnlyBasicProperties properties)
    {
        if (!Source.HasListeners()) return null;
        return ActivityContext.TryParse(Text(properties, Names.TraceHeader), null, isRemote: true, out var parent)
            ? Source.StartActivity(name, ActivityKind.Consumer, parent)
            : Source.StartActivity(name, ActivityKind.Consumer);
    }
}
