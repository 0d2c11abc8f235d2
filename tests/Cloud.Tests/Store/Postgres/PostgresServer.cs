using System.Diagnostics;
using Busbar.Tests;
using Npgsql;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>
/// A PostgreSQL of our own on a free port of this machine, in a temporary folder. It can be stopped, killed and started again, and
/// ends with this process however that ends.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    /// <summary>Ends the server when its standard input closes, which it does when we are gone.</summary>
    private const string Guard = "\"$@\" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("busbar-postgres-");
    private readonly string[] _settings;
    private Process? _process;

    private PostgresServer(params string[] settings) => _settings = settings;

    public int Port { get; } = FreePort.Tcp();

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Makes a cluster and starts it; null where PostgreSQL is not installed.</summary>
    /// <param name="settings">Further settings, as <c>name=value</c>.</param>
    public static async Task<PostgresServer?> StartAsync(params string[] settings)
    {
        if (Programs() is null) return null;
        var server = new PostgresServer(settings);
        if (IsRoot) await RunAsync("chown", User, server._folder.FullName);
        await server.RunAsUserAsync("initdb", "-D", server.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Connection string of a database.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username={User}";

    /// <summary>Starts a server that was stopped, on the same data and port.</summary>
    public async Task StartAgainAsync()
    {
        string[] command =
        [
            .. AsUser(Path.Combine(Programs()!, "postgres")), "-D", Data, "-p", $"{Port}", "-k", _folder.FullName, "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=200", "-c", "log_min_messages=fatal", .. _settings.SelectMany(s => (string[])["-c", s]),
        ];
        var start = new ProcessStartInfo("sh", ["-c", Guard, "sh", .. command]) { RedirectStandardInput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        await UntilAnsweredAsync();
    }

    /// <summary>Ends the server at once, as a crash of it would.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs a statement in a database.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Folder of the server's programs, newest version first; null when there is none.</summary>
    private static string? Programs()
    {
        const string debian = "/usr/lib/postgresql";
        if (!Directory.Exists(debian)) return null;
        return Directory.EnumerateDirectories(debian).Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order().LastOrDefault();
    }

    private static string[] AsUser(string program) => IsRoot ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", program] : [program];

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {await output}{errors}");
    }

    private Task RunAsUserAsync(string program, params string[] args) => RunAsync([.. AsUser(Path.Combine(Programs()!, program)), .. args]);

    /// <remarks>A loop of its own: a benchmark starts this server too, without what tests assert with.</remarks>
    private async Task UntilAnsweredAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await ScalarAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (tries < 1200)
            {
                await Task.Delay(50);
            }
        }
    }
}
