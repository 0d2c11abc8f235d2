using Busbar.Tests;

[assembly: AssemblyFixture(typeof(Busbar.Cloud.Tests.Bus.RabbitServerEnd))]

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Ends the server after the last test.</summary>
public sealed class RabbitServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => RabbitServer.EndAsync();
}
