namespace Busbar.Bench.Pep;

/// <summary>What one SECC saw.</summary>
internal sealed class Seen
{
    public List<double> JitterMs { get; } = [];

    public List<double> AnsweredMs { get; } = [];

    public int Unanswered { get; set; }
}
