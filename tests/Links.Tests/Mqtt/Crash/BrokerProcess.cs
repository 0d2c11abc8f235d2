using System.Diagnostics;
using System.Globalization;
using Busbar.BrokerChild;
using Busbar.Links.Tests.Support;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Crash;

/// <summary>The broker in a process of its own (tests/BrokerChild), to be killed.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BrokerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts it; completes when it serves.</summary>
    /// <param name="folder">Where its store lies.</param>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<BrokerProcess> StartAsync(string folder, int port)
    {
        var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(BrokerScript).Assembly.Location, folder, $"{port}"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Until.Patience);
        Assert.False(line is null, "The broker ended by itself; its reason is above.");
        return new BrokerProcess(process, int.Parse(line, CultureInfo.InvariantCulture));
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Assert.False(_process.HasExited, "The broker ended by itself; its reason is above.");
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
