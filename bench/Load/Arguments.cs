namespace Busbar.Bench.Load;

/// <summary><c>--name value</c> pairs of the command line.</summary>
internal sealed class Arguments(string[] args)
{
    public string Text(string name, string otherwise)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at < 0 ? otherwise : at + 1 < args.Length ? args[at + 1] : throw new InvalidOperationException($"--{name} needs a value.");
    }

    public int Number(string name, int otherwise) =>
        int.TryParse(Text(name, otherwise.ToString()), out var number) ? number : throw new InvalidOperationException($"--{name} must be a number.");

    public bool Flag(string name) => Array.IndexOf(args, "--" + name) >= 0;
}
