using System.Diagnostics;
using System.Text.RegularExpressions;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Docs;

/// <summary>
/// Every fenced block marked <c>sh</c> in README.md, docs/ and bench/README.md is run as it stands, against a running demo whose ports
/// take the place of the documented ones. Blocks marked <c>sh by-hand</c> are left out: they start servers, benchmarks or these tests.
/// </summary>
public sealed partial class DocumentedCommandTests(DocumentedCommandTests.Demo demo) : IClassFixture<DocumentedCommandTests.Demo>
{
    public static TheoryData<string, int> Blocks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var file in Files())
                foreach (var (line, _) in Read(file)) data.Add(Path.GetRelativePath(Repo.Root, file), line);
            return data;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public async Task A_documented_command_does_what_it_says(string file, int line)
    {
        var block = Read(Path.Combine(Repo.Root, file)).Single(b => b.Line == line).Text
            .Replace("127.0.0.1:8080", demo.Hub.Http.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1:9000", demo.Hub.Ocpp.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1:1883", demo.Hub.Mqtt!.Authority, StringComparison.Ordinal)
            .Replace("dotnet run --project src/Hub --", HubProcess.Executable, StringComparison.Ordinal);
        var script = $"set -euo pipefail; shopt -s expand_aliases; busbar() {{ '{HubProcess.Executable}' \"$@\"; }}\n{block}";
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = Repo.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        Assert.True(process.ExitCode == 0, $"{file}:{line} ended with {process.ExitCode}:\n{block}\n{await output}\n{await errors}");
    }

    [Fact]
    public void Links_between_the_pages_lead_somewhere()
    {
        var broken = from file in Files()
                     from Match link in Link().Matches(File.ReadAllText(file))
                     let target = link.Groups[1].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                     where !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
                     select $"{Path.GetRelativePath(Repo.Root, file)}: {target}";
        Assert.Empty(broken);
    }

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(Path.Combine(Repo.Root, "docs"), "*.md").Append(Path.Combine(Repo.Root, "README.md")).Append(Path.Combine(Repo.Root, "bench", "README.md"));

    private static IEnumerable<(int Line, string Text)> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != "```sh") continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            yield return (i + 1, string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    public sealed class Demo : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        internal HubProcess Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Hub = await HubProcess.StartAsync(_folder.Path, "demo");
            await Until.TrueAsync(async () =>
                (await Hub.GetAsync("/api/v1/chargers")).EnumerateArray().Any(c => c.GetProperty("id").GetString() == "LAB-1" && c.GetProperty("connected").GetBoolean()), "LAB-1 is connected");
        }

        public async ValueTask DisposeAsync()
        {
            await Hub.DisposeAsync();
            _folder.Dispose();
        }
    }
}
