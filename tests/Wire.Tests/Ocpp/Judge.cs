using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Busbar.Tests;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>An independent JSON schema validator (ajv, under node) behind a pipe. Skips the test, visibly, where it is not installed.</summary>
internal static class Judge
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>The verdict on each document, in order; null for a valid one, else the reason.</summary>
    public static async Task<string?[]> Of(IReadOnlyList<(string Schema, string Text)> documents, params string[] folders)
    {
        var home = Path.Combine(Repo.Root, "tests", "peers", "ajv");
        if (!Directory.Exists(Path.Combine(home, "node_modules"))) Assert.Skip("tests/peers/ajv is not installed: run npm ci there.");
        using var node = Start(home, folders);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Deadline);
        try
        {
            var asking = Ask(node, documents, timeout.Token);
            var verdicts = new string?[documents.Count];
            for (var i = 0; i < verdicts.Length; i++)
            {
                var line = await node.StandardOutput.ReadLineAsync(timeout.Token)
                    ?? throw new InvalidOperationException($"The judge ended early: {await node.StandardError.ReadToEndAsync(timeout.Token)}");
                verdicts[i] = line == "+" ? null : line[1..];
            }

            await asking;
            await node.WaitForExitAsync(timeout.Token);
            return verdicts;
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }

    private static Process Start(string home, string[] folders)
    {
        var start = new ProcessStartInfo("node", ["judge.mjs", .. folders])
        {
            UseShellExecute = false,
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not installed.");
            throw;
        }
    }

    private static async Task Ask(Process node, IReadOnlyList<(string Schema, string Text)> documents, CancellationToken ct)
    {
        foreach (var (schema, text) in documents)
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize<string[]>([schema, text]).AsMemory(), ct);
        node.StandardInput.Close();
    }
}
