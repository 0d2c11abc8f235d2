using Busbar.Cloud.Bus;
using Busbar.Cloud.Gateway;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Busbar.Bench.Load;

/// <summary>The gateway with an in-process bus and a CMS that says yes to everything at once: what remains is the gateway.</summary>
internal static class GatewayServer
{
    public static async Task RunAsync(Arguments arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        var bus = new InProcessBus();
        bus.Attach(new YesCms());
        builder.Services.AddSingleton<IBus>(bus);
        builder.Services.AddBusbarGateway(new GatewayOptions
        {
            Port = arguments.Number("port", 0),
            Address = "*",
            MessagesPerSecond = 0,
            PublishExchanges = arguments.Text("log", "true") == "true",
            DrainSpread = TimeSpan.Zero,
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine($"port {host.Services.GetRequiredService<GatewayHost>().Port}");
        await MemoryReporter.AnswerAsync();
        await host.StopAsync();
    }

    private sealed class YesCms : ICmsEndpoint
    {
        private long _epoch;

        public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) =>
            new(new Admission(AdmissionVerdict.Accepted, Interlocked.Increment(ref _epoch), Leniency.All, BootKnown: true));

        public ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct) => new(call.Request switch
        {
            BootNotificationRequest => CallAnswer.Of(new BootNotificationResponse { CurrentTime = call.ReceivedAt, Interval = 300, Status = BootNotificationStatus.Accepted }),
            _ => CallAnswer.Refuse(OcppErrorCode.NotSupported, "Not in this bench."),
        });

        public ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct) => ValueTask.CompletedTask;
    }
}
