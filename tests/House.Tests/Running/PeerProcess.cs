using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace Busbar.House.Tests.Running;

/// <summary>An independent program that prints one JSON line per step.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<JsonElement> _steps = Channel.CreateBounded<JsonElement>(1000);
    private readonly List<string> _errors = [];

    public PeerProcess(string program, params string[] arguments)
    {
        _process = new Process { StartInfo = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true }, EnableRaisingEvents = true };
        foreach (var a in arguments) _process.StartInfo.ArgumentList.Add(a);
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null) _steps.Writer.TryComplete();
            else if (e.Data.StartsWith('{')) _steps.Writer.TryWrite(JsonDocument.Parse(e.Data).RootElement.Clone());
        };
        _process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is null) return;
            lock (_errors) _errors.Add(e.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Reads on until the named step; gives its data (undefined when it has none).</summary>
    /// <param name="step">Its name.</param>
    /// <param name="atMost">How long to wait; null: 30 s.</param>
    public async Task<JsonElement> StepAsync(string step, TimeSpan? atMost = null)
    {
        using var deadline = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(30));
        try
        {
            await foreach (var line in _steps.Reader.ReadAllAsync(deadline.Token))
                if (line.GetProperty("step").GetString() == step)
                    return line.TryGetProperty("data", out var data) ? data : default;
        }
        catch (OperationCanceledException)
        {
            // Told below, with what the peer said.
        }

        lock (_errors) Assert.Fail($"The peer never came to step \"{step}\": {string.Join('\n', _errors)}");
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
