namespace Busbar.Cloud.Api;

/// <summary>A station's answer to a command: <paramref name="Response"/> is its OCPP payload.</summary>
/// <param name="Steps">What was done beyond passing it on, in words: an id that was chosen, a weaker profile that was sent. Empty for nothing.</param>
internal sealed record CommandResultShape(string Action, string Outcome, RawJson Response, double LatencyMs, IReadOnlyList<string> Steps);

/// <summary>A command that stations understand, with what a form needs.</summary>
/// <param name="Group">One of <see cref="CommandTexts.Groups"/>.</param>
internal sealed record CommandShape(string Action, string Description, string Group, FieldShape[] Schema);

/// <summary>A field of a command's payload.</summary>
/// <param name="Name">As OCPP spells it.</param>
/// <param name="Type">string, integer, number, boolean, date-time, object or array.</param>
/// <param name="Required">Whether the command is refused without it.</param>
/// <param name="Description">What the field means; null where its name says it.</param>
/// <param name="Default">A sensible value to start a form with; null for empty.</param>
/// <param name="MaxLength">Most characters of a text; null for no bound or no text.</param>
/// <param name="Enum">Allowed texts; null for any.</param>
/// <param name="Fields">What an object holds; null for others.</param>
/// <param name="Items">What an array holds; null for others.</param>
internal sealed record FieldShape(
    string Name, string Type, bool Required, string? Description, RawJson Default, int? MaxLength, string[]? Enum, FieldShape[]? Fields,
    ItemShape? Items);

/// <summary>What an array holds; members as in <see cref="FieldShape"/>.</summary>
internal sealed record ItemShape(string Type, int? MaxLength, string[]? Enum, FieldShape[]? Fields);
