using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.Links.Tests.Can;

/// <summary>Debian's python-can in a process of its own: an independent peer on a multicast bus or before a serial adapter.</summary>
internal sealed class PythonCan : IAsyncDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    private readonly Process _process;

    private PythonCan(Process process) => _process = process;

    /// <summary>Starts a script with <c>bus</c> opened on the group and port; waits until it says <c>ready</c>.</summary>
    public static Task<PythonCan> StartAsync(string group, int port, string script) =>
        StartAsync($"interface=\"udp_multicast\", channel=\"{group}\", port={port}, fd=False", "msgpack", script);

    /// <summary>Starts a script with <c>bus</c> opened on a serial adapter at 125 kbit/s; waits until it says <c>ready</c>.</summary>
    public static Task<PythonCan> StartSlcanAsync(string device, string script) =>
        StartAsync($"interface=\"slcan\", channel=\"{device}\", bitrate=125000, sleep_after_open=0.2", "serial", script);

    private static async Task<PythonCan> StartAsync(string bus, string module, string script)
    {
        if (!await HasAsync(module)) Assert.Skip($"{Interpreter} with python3-can and python3-{module} is not on this machine.");
        var prologue = $"""
            import can, sys, time
            bus = can.Bus({bus})
            print("ready", flush=True)

            """;
        var python = new PythonCan(Launch(prologue + script));
        Assert.Equal("ready", await python.ReadLineAsync());
        return python;
    }

    /// <summary>The next line that the script prints.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var deadline = new CancellationTokenSource(Until.Patience);
        var line = await _process.StandardOutput.ReadLineAsync(deadline.Token);
        if (line is null) Assert.Fail("python-can ended: " + await _process.StandardError.ReadToEndAsync(deadline.Token));
        return line;
    }

    /// <summary>Gives the script one line on its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> HasAsync(string module)
    {
        if (!File.Exists(Interpreter)) return false;
        using var probe = Launch($"import can, {module}");
        await probe.WaitForExitAsync();
        return probe.ExitCode == 0;
    }

    private static Process Launch(string script) => Process.Start(new ProcessStartInfo(Interpreter, ["-u", "-c", script])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
