namespace Busbar.Core.Anomaly;

/// <summary>Collects what is wrong with a set of options: field, value and what is allowed.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _faults = [];
    private string _path = "";

    public IReadOnlyList<string> All => _faults;

    public void Within(string group, Action check)
    {
        var outer = _path;
        _path = $"{outer}{group}.";
        check();
        _path = outer;
    }

    public void Number(string field, double value, double low, double high, string unit = "")
    {
        if (!(value >= low && value <= high)) Add(field, $"{value}", $"{low} to {high}{(unit.Length > 0 ? " " : "")}{unit}");
    }

    public void Seconds(string field, TimeSpan value, double low, double high)
    {
        if (!(value.TotalSeconds >= low && value.TotalSeconds <= high)) Add(field, $"{value.TotalSeconds} s", $"{low} to {high} s");
    }

    public void That(bool good, string field, object value, string allowed)
    {
        if (!good) Add(field, $"{value}", allowed);
    }

    private void Add(string field, string value, string allowed) => _faults.Add($"{_path}{field} is {value}; allowed: {allowed}.");
}
