using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Busbar.Tests;

/// <summary>
/// A RabbitMQ of our own, one for all tests of a process and only when one asks: own node name, ports, folder, cookie and epmd, little memory. Tests get a
/// virtual host each, so that they do not see each other's queues.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly Lazy<Task<RabbitServer>> TheOne = new(() => Task.Run(LaunchAsync));

    private readonly DirectoryInfo _folder;
    private readonly Process _epmd;
    private readonly int _epmdPort;
    private readonly int _distributionPort;
    private readonly HttpClient _http;
    private Process _node;
    private int _hosts;

    private RabbitServer(DirectoryInfo folder, int epmdPort)
    {
        (_folder, _epmdPort, _distributionPort, Port) = (folder, epmdPort, FreePort.Tcp(), FreePort.Tcp());
        var httpPort = FreePort.Tcp();
        _epmd = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{epmdPort}", "-address", "127.0.0.1"]))!;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/api/"), Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8));
        File.WriteAllText(Path.Combine(folder.FullName, "plugins"), "[rabbitmq_management].\n");
        File.WriteAllLines(Path.Combine(folder.FullName, "rabbitmq.conf"),
        [
            $"listeners.tcp.default = 127.0.0.1:{Port}",
            "management.tcp.ip = 127.0.0.1",
            $"management.tcp.port = {httpPort}",
            "vm_memory_high_watermark.absolute = 512MB",
            "disk_free_limit.absolute = 50MB",
            "raft.wal_max_size_bytes = 33554432",
            "log.file.level = warning",
        ]);
        _node = StartNode();
    }

    /// <summary>AMQP.</summary>
    public int Port { get; }

    /// <summary>Tests that need it skip themselves, visibly, where it is not; scripts/setup-test.sh installs it.</summary>
    public static bool IsInstalled => File.Exists(Program);

    private (string Key, string Value)[] Settings =>
    [
        ("HOME", _folder.FullName), ("ERL_EPMD_PORT", $"{_epmdPort}"), ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODENAME", $"busbar{Port}@localhost"),
        ("RABBITMQ_DIST_PORT", $"{_distributionPort}"), ("RABBITMQ_NODE_PORT", $"{Port}"), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_MNESIA_BASE", $"{_folder.FullName}/mnesia"), ("RABBITMQ_LOG_BASE", $"{_folder.FullName}/log"), ("RABBITMQ_CONFIG_FILE", $"{_folder.FullName}/rabbitmq.conf"),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", $"{_folder.FullName}/plugins"), ("RABBITMQ_GENERATED_CONFIG_DIR", $"{_folder.FullName}/generated"), ("RABBITMQ_CONF_ENV_FILE", $"{_folder.FullName}/none"),
        // An idle scheduler that spins would take a core from the tests.
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none"),
    ];

    /// <summary>The one of this process; whoever ends the process calls <see cref="EndAsync"/>.</summary>
    public static Task<RabbitServer> GetAsync() => TheOne.Value;

    /// <summary>Ends the one that runs, if any does.</summary>
    public static async ValueTask EndAsync()
    {
        if (TheOne is { IsValueCreated: true, Value.IsFaulted: false }) await (await TheOne.Value).DisposeAsync();
    }

    /// <summary>A new virtual host; its address.</summary>
    public async Task<string> NewHostAsync()
    {
        var name = $"t{Interlocked.Increment(ref _hosts)}";
        using var made = await _http.PutAsync($"vhosts/{name}", null);
        made.EnsureSuccessStatusCode();
        using var rights = new StringContent("""{"configure":".*","write":".*","read":".*"}""", Encoding.UTF8, "application/json");
        using var given = await _http.PutAsync($"permissions/{name}/guest", rights);
        given.EnsureSuccessStatusCode();
        return $"amqp://guest:guest@127.0.0.1:{Port}/{name}";
    }

    /// <summary>The broker is gone, as by a loss of power.</summary>
    public async Task KillAsync()
    {
        _node.Kill(entireProcessTree: true);
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    /// <summary>The node's programs stop; <see cref="StartProgramsAsync"/> starts them again.</summary>
    public Task StopProgramsAsync() => EvaluateAsync("rabbit:stop().");

    public async Task StartProgramsAsync()
    {
        await EvaluateAsync("rabbit:start().");
        await ReadyAsync();
        await ElectAsync();
    }

    /// <summary>The disk alarm, by a limit that no disk has.</summary>
    public Task AlarmDiskAsync(bool on) => EvaluateAsync($"rabbit_disk_monitor:set_disk_free_limit(\"{(on ? "900000GB" : "50MB")}\").");

    /// <summary>CPU time of the node since its start.</summary>
    public async Task<TimeSpan> SpentAsync()
    {
        var answer = await EvaluateAsync("element(1, erlang:statistics(runtime)).");
        return TimeSpan.FromMilliseconds(long.Parse(answer.AsSpan("{ok, ".Length).TrimEnd('}').Trim(), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>It comes back with what was on its disk.</summary>
    public async Task StartAsync()
    {
        _node = StartNode();
        await ReadyAsync();
        await ElectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _epmd.Kill();
        await _epmd.WaitForExitAsync();
        _epmd.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<RabbitServer> LaunchAsync()
    {
        var server = new RabbitServer(Directory.CreateTempSubdirectory("busbar-rabbit-"), FreePort.Tcp());
        try
        {
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Has every quorum queue elect its leader, until each has one. A lone node that was killed leaves one of them without a leader for ever now and then, which is a fault of
    /// this broker (rabbitmq-server issue 10070, ra issue 179), not of what is tested; in a cluster the other nodes would elect one.
    /// </summary>
    private async Task ElectAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (await EvaluateAsync("""
            [(catch ra:trigger_election(Id, 2000))
             || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue, Id <- [amqqueue:get_pid(Q)],
                [leader] =/= [element(2, S) || S <- ets:lookup(ra_state, element(1, Id))]].
            """) is not ("{ok, []}" or "{ok,[]}") && !deadline.IsCancellationRequested)
        {
            await Task.Delay(200, CancellationToken.None);
        }
    }

    /// <summary>Evaluates Erlang on the node. As rabbitmqctl does it, without the seconds that this takes.</summary>
    private async Task<string> EvaluateAsync(string expressions)
    {
        var program = Directory.EnumerateFiles("/usr/lib/erlang", "erl_call", SearchOption.AllDirectories).First();
        var cookie = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, ".erlang.cookie"));
        var start = new ProcessStartInfo(program, ["-address", $"localhost:{_distributionPort}", "-c", cookie.Trim(), "-e"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(expressions);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !output.StartsWith("{ok,", StringComparison.Ordinal)) throw new InvalidOperationException($"{expressions}: {output}{await errors}");
        return output.Trim();
    }

    private Process StartNode()
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in Settings) start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync("health/checks/virtual-hosts", deadline.Token);
                if (answer.IsSuccessStatusCode && FreePort.IsServed(Port)) return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
            }

            if (deadline.IsCancellationRequested || _node.HasExited) throw new InvalidOperationException($"RabbitMQ did not start within {Patience}:\n{Log()}");
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Its last words.</summary>
    public string Log() => string.Join('\n', Directory.GetFiles(Path.Combine(_folder.FullName, "log")).SelectMany(File.ReadLines).TakeLast(120));
}
