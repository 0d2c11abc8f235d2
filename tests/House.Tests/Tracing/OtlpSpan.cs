using System.Text;

namespace Busbar.House.Tests.Tracing;

/// <summary>What a test asks of a span, read from Protobuf as opentelemetry-proto 1.x lays it out (trace/v1/trace.proto, resource/v1, common/v1).</summary>
/// <param name="Process">Resource attribute <c>service.instance.id</c>.</param>
/// <param name="Source">Name of the instrumentation scope.</param>
/// <param name="Name">Name of the span.</param>
/// <param name="TraceId">Lower case hex, as the other ids.</param>
/// <param name="SpanId">Its own id.</param>
/// <param name="ParentId">Empty for the first of its trace.</param>
/// <param name="Attributes">Those with a text.</param>
internal sealed record OtlpSpan(
    string Process, string Source, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static List<OtlpSpan> Read(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        foreach (var ofResource in All(request, 1))
        {
            var process = All(ofResource, 1).SelectMany(resource => Texts(resource, 1)).FirstOrDefault(a => a.Key == "service.instance.id").Value ?? "";
            foreach (var ofScope in All(ofResource, 2))
            {
                var source = All(ofScope, 1).Select(scope => Text(scope, 1)).FirstOrDefault() ?? "";
                spans.AddRange(All(ofScope, 2).Select(s => new OtlpSpan(
                    process, source, Text(s, 5), Hex(s, 1), Hex(s, 2), Hex(s, 4), Texts(s, 9).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal))));
            }
        }

        return spans;
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(byte[] message, int field) =>
        All(message, field).Select(pair => new KeyValuePair<string, string>(Text(pair, 1), All(pair, 2).Select(value => Text(value, 1)).FirstOrDefault() ?? ""));

    private static string Text(byte[] message, int field) => All(message, field).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    private static string Hex(byte[] message, int field) => All(message, field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    /// <summary>The fields of this number that have a length: texts, bytes and messages.</summary>
    private static List<byte[]> All(byte[] message, int field)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += sizeof(long);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(tag >> 3) == field) found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    at += sizeof(int);
                    break;
                default:
                    throw new FormatException($"Wire type {tag & 7} at byte {at}.");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
