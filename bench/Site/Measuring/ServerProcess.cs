using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Busbar.Bench.Site.Serving;

namespace Busbar.Bench.Site.Measuring;

/// <summary>The server, a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<ServerProcess> StartAsync(string what, int guns)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", what, guns.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
        })!;
        return new ServerProcess(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    /// <summary>What it has spent so far.</summary>
    public async Task<Spent> SpentAsync()
    {
        await _process.StandardInput.WriteLineAsync("stats");
        return JsonSerializer.Deserialize<Spent>((await _process.StandardOutput.ReadLineAsync())!)!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
