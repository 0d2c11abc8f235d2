using System.Diagnostics;
using Busbar.Links.Tests.Support;
using Busbar.Tests;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>A mosquitto of our own on free ports, in memory only.</summary>
internal sealed class MosquittoServer : Server
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MosquittoServer(Process process, DirectoryInfo folder, int port, int webSocketPort)
    {
        (_process, _folder) = (process, folder);
        (Port, WebSocketPort) = (port, webSocketPort);
    }

    public override int Port { get; }

    public override int WebSocketPort { get; }

    public static async Task<MosquittoServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mqtt-judge");
        var (port, webSocketPort) = (FreePort.Tcp(), FreePort.Tcp());
        var settings = Path.Combine(folder.FullName, "mosquitto.conf");
        await File.WriteAllLinesAsync(settings,
        [
            $"listener {port} 127.0.0.1",
            $"listener {webSocketPort} 127.0.0.1",
            "protocol websockets",
            "allow_anonymous true",
            "persistence false",
            "set_tcp_nodelay true",
            "log_dest none",
        ]);
        var start = new ProcessStartInfo("mosquitto", ["-c", settings]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        await Until.TrueAsync(() => FreePort.IsServed(port) && FreePort.IsServed(webSocketPort), "mosquitto listens");
        return new(process, folder, port, webSocketPort);
    }

    // Its clock is the machine's, and it tells nobody that a connection has ended.
    public override Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds));

    public override Task PassWellAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds + 2));

    public override Task GoneAsync(string clientId) => Task.Delay(200);

    public override async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
