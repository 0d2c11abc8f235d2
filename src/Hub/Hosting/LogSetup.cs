using Microsoft.Extensions.Logging;

namespace Busbar.Hub.Hosting;

/// <summary>How every process of Busbar logs: one line an event on standard output, times in UTC.</summary>
internal static class LogSetup
{
    public static ILoggingBuilder AddBusbarConsole(this ILoggingBuilder logging) => logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
    });
}
