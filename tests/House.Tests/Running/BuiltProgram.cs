using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.House.Tests.Running;

/// <summary>Programs of the house, of the configuration that the tests were built in.</summary>
internal static class BuiltProgram
{
    /// <summary>Where it lies.</summary>
    /// <param name="project">Folder of its project below the checkout, such as <c>src/Hub</c>.</param>
    /// <param name="name">Its name without an ending.</param>
    public static string Path(string project, string name)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return System.IO.Path.Combine(Repo.Root, project, "bin", configuration, "net10.0", name);
    }

    /// <summary>Runs one to its end, which must be a good one, and gives what it wrote.</summary>
    public static async Task<string> RunAsync(string program, TimeSpan patience, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(patience);
        Assert.True(process.ExitCode == 0, $"It ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }
}
