using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>Debian's mosquitto_pub and mosquitto_sub.</summary>
/// <param name="broker">Where they connect.</param>
/// <param name="version">What they are told to speak: <c>311</c> or <c>5</c>.</param>
internal sealed class MosquittoClient(MqttPeerBroker broker, string version)
{
    /// <summary>Login of a user who may use <c>peers/#</c>.</summary>
    public static readonly string[] Alice = ["-u", "alice", "-P", "secret"];

    /// <summary>Where and how, with a login.</summary>
    public string[] Plain(params string[] login) => ["-h", "localhost", "-p", $"{broker.Port}", "-V", version, .. login];

    /// <summary>Over TLS with the certificate of the client.</summary>
    public string[] Tls() => [.. TlsWithoutCertificate(), "--cert", broker.Certificates.ClientFile, "--key", broker.Certificates.ClientKeyFile];

    public string[] TlsWithoutCertificate() => ["-h", "localhost", "-p", $"{broker.TlsPort}", "-V", version, "--cafile", broker.Certificates.AuthorityFile];

    /// <summary>Runs mosquitto_pub with lines of its input as messages; gives its exit code and what it complained of.</summary>
    public static Task<(int Code, string Errors)> PublishAsync(string[] arguments, params string[] messages) =>
        RunAsync("/usr/bin/mosquitto_pub", [.. arguments, .. messages.Length > 0 ? (string[])["-l"] : []], messages);

    /// <summary>Runs mosquitto_sub until it ends by itself.</summary>
    public static Task<(int Code, string Errors)> SubscribeOnceAsync(params string[] arguments) => RunAsync("/usr/bin/mosquitto_sub", arguments, []);

    /// <summary>Starts mosquitto_sub and waits for its SUBACK.</summary>
    public static async Task<Subscriber> SubscribeAsync(params string[] arguments)
    {
        var subscriber = new Subscriber(arguments);
        await subscriber.Subscribed.SoonAsync();
        return subscriber;
    }

    private static async Task<(int Code, string Errors)> RunAsync(string program, string[] arguments, string[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        foreach (var line in input) await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().SoonAsync();
        return (process.ExitCode, await errors + await output);
    }

    /// <summary>A mosquitto_sub that runs; killed, not asked, when disposed.</summary>
    internal sealed class Subscriber : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(1000);
        private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Subscriber(string[] arguments)
        {
            string[] all = ["-oL", "/usr/bin/mosquitto_sub", .. arguments, "-d", "-F", """{"Topic":"%t","Qos":%q,"Retain":%r,"Payload":"%p"}"""];
            _process = new Process { StartInfo = new ProcessStartInfo("stdbuf", all) { RedirectStandardOutput = true, UseShellExecute = false } };
            _process.OutputDataReceived += (_, e) => OnLine(e.Data);
            _process.Start();
            _process.BeginOutputReadLine();
        }

        public Task Subscribed => _subscribed.Task;

        /// <summary>The next message.</summary>
        public async Task<Message> TakeAsync()
        {
            using var deadline = new CancellationTokenSource(Until.Patience);
            return await _messages.Reader.ReadAsync(deadline.Token);
        }

        /// <summary>What has come and was not taken.</summary>
        public int Waiting => _messages.Reader.Count;

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private void OnLine(string? line)
        {
            if (line is null) _subscribed.TrySetException(new InvalidOperationException("mosquitto_sub ended."));
            else if (line.StartsWith("Subscribed", StringComparison.Ordinal)) _subscribed.TrySetResult();
            else if (line.StartsWith('{')) _messages.Writer.TryWrite(JsonSerializer.Deserialize<Message>(line)!);
        }
    }

    /// <summary>A message as mosquitto_sub prints it.</summary>
    internal sealed record Message(string Topic, int Qos, int Retain, string Payload);
}
