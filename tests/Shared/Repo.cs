namespace Busbar.Tests;

/// <summary>Finds the checkout and the reference data beside it.</summary>
internal static class Repo
{
    public static string Root { get; } = Find();

    /// <summary>A path of the reference data; skips the test, visibly, where it is absent.</summary>
    public static string Shared(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", relative));
        if (!File.Exists(path) && !Directory.Exists(path)) Assert.Skip($"Reference data ../shared/{relative} is not on this machine.");
        return path;
    }

    private static string Find()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Busbar.slnx"))) return d.FullName;
        throw new InvalidOperationException("Busbar.slnx was not found above the test's folder.");
    }
}
