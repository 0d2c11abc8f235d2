using System.Diagnostics;
using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Sites;

/// <summary>The built <c>busbar-site</c>, of the configuration that the tests were built in; killed, not asked, when disposed.</summary>
internal sealed partial class SiteProgram : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = Until.Patience;
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiteProgram(Process process) => _process = process;

    public static string Executable { get; } = BuiltProgram.Path("src/Site", "busbar-site");

    /// <summary>Where it tells how the site is.</summary>
    public Uri Status { get; private set; } = null!;

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public static string Example(string name) => Path.Combine(Repo.Root, "examples", "sites", $"{name}.json");

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }

    /// <summary>Starts <c>busbar-site run</c> with <c>--http</c> among the flags, and waits until it serves.</summary>
    public static async Task<SiteProgram> StartAsync(params string[] flags)
    {
        var start = new ProcessStartInfo(Executable, ["run", .. flags]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var site = new SiteProgram(new Process { StartInfo = start, EnableRaisingEvents = true });
        site._process.OutputDataReceived += (_, e) => site.OnLine(e.Data);
        site._process.ErrorDataReceived += (_, e) => site.OnLine(e.Data);
        site._process.Exited += (_, _) => site._ready.TrySetException(new InvalidOperationException($"busbar-site ended with code {site._process.ExitCode}:\n{site.Output}"));
        site._process.Start();
        site._process.BeginOutputReadLine();
        site._process.BeginErrorReadLine();
        site.Status = await site._ready.Task.WaitAsync(Deadline);
        return site;
    }

    /// <summary>Sends it a signal such as <c>TERM</c> and gives the exit code.</summary>
    public async Task<int> EndAsync(string signal)
    {
        using (var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: false);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (StatusLine().Match(line) is { Success: true } status) _ready.TrySetResult(new Uri(status.Groups[1].Value));
    }

    [GeneratedRegex(@"status\s+(http://[\d.:]+)")]
    private static partial Regex StatusLine();
}
