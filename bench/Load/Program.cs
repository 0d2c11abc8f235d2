using Busbar.Bench.Load;

var arguments = new Arguments(args);
switch (args.FirstOrDefault())
{
    case "serve-gateway":
        await GatewayServer.RunAsync(arguments);
        return 0;
    case "serve-echo":
        await EchoServer.RunAsync(arguments);
        return 0;
    case "run":
        return await RunCommand.RunAsync(arguments);
    case "durable":
        return await DurableCommand.RunAsync(arguments);
    case "idle":
        return await IdleCommand.RunAsync(arguments);
    default:
        Console.WriteLine("""
            Measures the OCPP gateway against servers of the same job, as ratios within one run.

              run   [--connections 200] [--seconds 10] [--rounds 5] [--servers gateway,echo,ocpp-rpc]
                    closed loop of Heartbeat, then of MeterValues; messages per second of server CPU
              durable [--connections 1000] [--seconds 10] [--rounds 3]
                    MeterValues through the whole hub, acknowledged after commit (build src/Hub in Release first)
              idle  [--stations 10000] [--servers gateway,echo]
                    memory of the server per idle station
              serve-gateway [--port 0] [--log true]     the gateway with an in-process bus and a CMS that says yes
              serve-echo    [--port 0]                  a bare Kestrel WebSocket echo
            """);
        return 2;
}
