namespace Busbar.Tools.OcppGen;

/// <summary>Writes the generated files and removes those of an earlier run that are no longer generated.</summary>
internal static class OutputFolder
{
    public static void Replace(string folder, IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.g.cs", SearchOption.AllDirectories))
            if (!files.ContainsKey(Path.GetRelativePath(folder, old).Replace('\\', '/'))) File.Delete(old);
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }
}
