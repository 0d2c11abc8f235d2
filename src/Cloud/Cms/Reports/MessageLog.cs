using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>Every exchange, both directions, goes to the message log and to whoever watches the station. Telemetry: nothing waits for it. Keys never get there in clear.</summary>
internal sealed class MessageLog(IRecordStore store, ILiveFeed live, CmsOptions options)
{
    private const string Hidden = "***";

    private readonly FrozenSet<string> _unlogged = options.UnloggedActions.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public void Take(StationExchanged e)
    {
        var kept = options.MessageLog && !_unlogged.Contains(e.Action);
        var watched = live.IsWatched(e.StationId);
        if (!kept && !watched) return;

        var row = new MessageRow(
            0, e.StationId, e.At, e.FromStation, e.Action, e.MessageId,
            e.Action == "ChangeConfiguration" ? Redacted(e.Request.Span) : Text(e.Request.Span),
            e.Response.IsEmpty ? null : Text(e.Response.Span), e.ErrorCode, e.ErrorText, e.Latency.TotalMilliseconds, (long)e.LenienciesUsed) { MayBeRepeated = e.Redelivered };
        if (kept) store.LogMessage(row);
        if (watched) live.Publish(new MessageLogged(e.StationId, e.At, row));
    }

    private string Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= options.MaxLoggedBytes) return Encoding.UTF8.GetString(utf8);
        var cut = options.MaxLoggedBytes;
        while (cut > 0 && (utf8[cut] & 0xC0) == 0x80) cut--;
        return $"{Encoding.UTF8.GetString(utf8[..cut])}... ({utf8.Length - cut} bytes cut off)";
    }

    // The basic authentication password is write-only so that nobody stores it in clear (Security Whitepaper, 7.2).
    private string Redacted(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            if (JsonNode.Parse(ref reader) is JsonObject change
                && change["key"] is JsonValue key && key.TryGetValue<string>(out var name)
                && AuthorizationKey.Is(name))
            {
                change["value"] = Hidden;
                return change.ToJsonString();
            }
        }
        catch (JsonException)
        {
            // What is no JSON holds no key and value.
        }

        return Text(utf8);
    }
}
