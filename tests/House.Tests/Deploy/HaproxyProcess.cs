using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>A real HAProxy with deploy/haproxy/haproxy.cfg as it stands, on free loopback ports, before one hub; its second gateway and API process are absent.</summary>
internal sealed class HaproxyProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];

    private HaproxyProcess(Process process, int[] ports)
    {
        _process = process;
        (Ocpp, OcppTls, Http, Https, Stats) = (ports[0], ports[1], ports[2], ports[3], ports[4]);
    }

    public static string Configuration => Path.Combine(Repo.Root, "deploy", "haproxy", "haproxy.cfg");

    public int Ocpp { get; }

    public int OcppTls { get; }

    public int Http { get; }

    public int Https { get; }

    public int Stats { get; }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    public static HaproxyProcess Start(string program, HubProcess hub, string folder) => Start(program, hub.Ocpp.Authority, hub.Http.Authority, folder);

    public static HaproxyProcess Start(string program, string ocpp, string http, string folder)
    {
        var ports = Enumerable.Range(0, 6).Select(_ => FreePort.Tcp()).ToArray();
        var absent = $"127.0.0.1:{ports[5]}";
        var start = new ProcessStartInfo(program, ["-db", "-f", Configuration]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["BUSBAR_HAPROXY_SOCKET"] = Path.Combine(folder, "haproxy.sock"),
            ["BUSBAR_OCPP_BIND"] = $"127.0.0.1:{ports[0]}", ["BUSBAR_OCPP_TLS_BIND"] = $"127.0.0.1:{ports[1]}",
            ["BUSBAR_HTTP_BIND"] = $"127.0.0.1:{ports[2]}", ["BUSBAR_HTTPS_BIND"] = $"127.0.0.1:{ports[3]}", ["BUSBAR_HTTPS_PORT"] = $"{ports[3]}", ["BUSBAR_STATS_BIND"] = $"127.0.0.1:{ports[4]}",
            ["BUSBAR_GATEWAY1"] = ocpp, ["BUSBAR_GATEWAY1_HTTP"] = http, ["BUSBAR_GATEWAY2"] = absent, ["BUSBAR_GATEWAY2_HTTP"] = absent,
            ["BUSBAR_API1"] = http, ["BUSBAR_API2"] = absent,
            ["BUSBAR_TLS_CERTIFICATE"] = WriteCertificate(folder),
        }) start.Environment[name] = value;
        var haproxy = new HaproxyProcess(new Process { StartInfo = start }, ports);
        haproxy._process.OutputDataReceived += (_, e) => haproxy.OnLine(e.Data);
        haproxy._process.ErrorDataReceived += (_, e) => haproxy.OnLine(e.Data);
        haproxy._process.Start();
        haproxy._process.BeginOutputReadLine();
        haproxy._process.BeginErrorReadLine();
        return haproxy;
    }

    /// <summary>A file with a self-signed certificate for localhost and its key.</summary>
    public static string WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(folder, "certificate.pem");
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
    }
}
