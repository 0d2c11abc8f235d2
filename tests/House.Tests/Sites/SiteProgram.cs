using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.House.Tests.Sites;

/// <summary>The built <c>busbar-site</c>, of the configuration that the tests were built in.</summary>
internal static class SiteProgram
{
    public static string Executable
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            return Path.Combine(Repo.Root, "src", "Site", "bin", configuration, "net10.0", "busbar-site");
        }
    }

    public static string Example(string name) => Path.Combine(Repo.Root, "examples", "sites", $"{name}.json");

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
