using Busbar.Cloud.Tests.Bus;
using Npgsql;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>RabbitMQ and PostgreSQL away, full, and back.</summary>
[Collection(RabbitCollection.Name)]
public sealed class ServerFaultTests(FaultTable table)
{
    [Fact]
    public Task RabbitMQ_is_killed_and_started_again() =>
        table.RunAsync(10, "RabbitMQ killed and started again", async world =>
        {
            await world.Broker.KillAsync();
            await world.Broker.StartAsync();
        });

    [Fact]
    public async Task RabbitMQ_is_stopped_for_a_while()
    {
        var away = FaultTable.Long(5, 30);
        await table.RunAsync(11, $"RabbitMQ stopped for {away.TotalSeconds:0} s", async world =>
        {
            await world.Broker.StopProgramsAsync();
            await Task.Delay(away);
            await world.Broker.StartProgramsAsync();
        });
    }

    [Fact]
    public async Task RabbitMQ_is_short_of_disk_and_takes_nothing_until_it_is_not()
    {
        var full = FaultTable.Long(3, 30);
        await table.RunAsync(12, $"RabbitMQ's disk alarm on for {full.TotalSeconds:0} s", async world =>
        {
            await world.Broker.AlarmDiskAsync(on: true);
            await world.UntilAsync(() => world.Gateways.All(g => !g.Bus.IsReady) && world.Workers.All(w => !w.IsReady), "no bus is ready");
            await Task.Delay(full);
            await world.Broker.AlarmDiskAsync(on: false);
        });
    }

    [Fact]
    public async Task PostgreSQL_is_stopped_for_a_while()
    {
        var away = FaultTable.Long(5, 30);
        await table.RunAsync(20, $"PostgreSQL stopped for {away.TotalSeconds:0} s", async world =>
        {
            await world.Server.StopAsync();
            await Task.Delay(away);
            await world.Server.StartAgainAsync();
        });
    }

    [Fact]
    public async Task A_stranger_takes_every_connection_of_PostgreSQL()
    {
        var away = FaultTable.Long(5, 30);
        await table.RunAsync(21, $"PostgreSQL out of connections for {away.TotalSeconds:0} s", async world =>
        {
            var stranger = new List<NpgsqlConnection>();
            try
            {
                await TakeAllAsync(world.Server.ConnectionString("postgres") + ";Pooling=false", stranger);
                await Task.Delay(away);
            }
            finally
            {
                foreach (var connection in stranger) await connection.DisposeAsync();
            }
        });
    }

    /// <summary>Ends the connections of everybody else and takes what is free, until all are the stranger's.</summary>
    private static async Task TakeAllAsync(string address, List<NpgsqlConnection> taken)
    {
        while (taken.Count < FaultTable.MaxConnections - 1)
        {
            try
            {
                var connection = new NpgsqlConnection(address);
                taken.Add(connection);
                await connection.OpenAsync();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await taken[^1].DisposeAsync();
                taken.RemoveAt(taken.Count - 1);
                await using var end = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname LIKE 'faults%' AND backend_type = 'client backend'", taken[0]);
                await end.ExecuteScalarAsync();
            }
        }
    }
}
