namespace Busbar.Cloud.Cms;

/// <summary>An operator's change to a station is not allowed; the text names the field, the value and what is allowed.</summary>
/// <param name="field">JSON name of the field, such as <c>leniency</c>.</param>
/// <param name="text">The sentence.</param>
public sealed class StationEditException(string field, string text) : Exception(text)
{
    /// <summary>JSON name of the field.</summary>
    public string Field { get; } = field;
}
