namespace Busbar.Cloud.Tests.Api;

/// <summary>Tests that talk to a host without login, each to its own.</summary>
public abstract class OnDemoHost : IAsyncLifetime
{
    private protected ApiHost Host { get; private set; } = null!;

    private protected ApiClient Client { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        Client = Host.Anonymous();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
