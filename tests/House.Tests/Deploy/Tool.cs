using System.Diagnostics;

namespace Busbar.House.Tests.Deploy;

/// <summary>A program of the system that judges a file of deploy/: run to its end, or left out visibly where it is not installed.</summary>
internal static class Tool
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>Its path; skips the test where there is none.</summary>
    public static string Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]);
        var path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null) Assert.Skip($"{name} is not on this machine; scripts/setup-test.sh installs what can be installed.");
        return path;
    }

    /// <summary>Runs it and gives what it said on both outputs; fails when it ends with another code than 0.</summary>
    public static async Task<string> RunAsync(string path, string[] arguments, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (code, output) = await TryAsync(path, arguments, workingFolder, environment);
        Assert.True(code == 0, $"{path} {string.Join(' ', arguments)} ended with {code}:\n{output}");
        return output;
    }

    /// <summary>Runs it and gives its code and what it said on both outputs.</summary>
    public static async Task<(int Code, string Output)> TryAsync(string path, string[] arguments, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingFolder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, await output + await errors);
    }
}
