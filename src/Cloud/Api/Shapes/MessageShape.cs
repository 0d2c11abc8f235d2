using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Api;

/// <summary>An exchange of the message log. <paramref name="Request"/> and <paramref name="Response"/> are JSON text as it was on the wire.</summary>
/// <param name="Leniencies">Names of the leniency rules that fired on the request.</param>
internal sealed record MessageShape(
    long Id, string StationId, DateTimeOffset At, bool FromStation, string Action, string MessageId, string Request, string? Response,
    string? ErrorCode, string? ErrorText, double LatencyMs, string[] Leniencies)
{
    public static MessageShape Of(MessageRow row) => new(
        row.Id, row.StationId, row.At, row.FromStation, row.Action, row.MessageId, row.Request, row.Response, row.ErrorCode, row.ErrorText,
        row.LatencyMs, LeniencyNames.Of(row.Leniencies));
}

/// <summary>Leniency rules by name.</summary>
internal static class LeniencyNames
{
    private static readonly Leniency[] Rules =
        [.. Enum.GetValues<Leniency>().Where(rule => System.Numerics.BitOperations.PopCount((ulong)rule) == 1)];

    /// <summary>Every single rule.</summary>
    public static string[] All { get; } = [.. Rules.Select(rule => rule.ToString())];

    public static string[] Of(long mask) =>
        mask == 0 ? [] : [.. Rules.Where(rule => ((ulong)mask & (ulong)rule) != 0).Select(rule => rule.ToString())];
}
