namespace Busbar.Bench.Site.Measuring;

/// <summary>What one SECC saw while all charged.</summary>
internal sealed class Seen
{
    public List<double> JitterMs { get; } = [];

    public List<double> AnsweredMs { get; } = [];

    public int Unanswered { get; set; }

    /// <summary>Why it never charged, or stopped; null: it charged to the end.</summary>
    public string? Trouble { get; set; }
}
