using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Settings of the bus.</summary>
public sealed class RabbitOptionsTests
{
    [Fact]
    public void Wrong_values_are_named_with_what_is_allowed_and_passwords_are_not_shown()
    {
        var faults = new RabbitOptions { Url = "http://me:secret@host/", Shards = 2_000, Prefetch = 0, Heartbeat = TimeSpan.Zero }.Validate();
        Assert.Collection(
            faults,
            f => Assert.StartsWith("Bus:Url", f, StringComparison.Ordinal),
            f => Assert.Equal("Bus:Shards is 2000; allowed: 1 to 1024.", f),
            f => Assert.Equal("Bus:Prefetch is 0; allowed: 1 to 10000.", f),
            f => Assert.Equal("Bus:Heartbeat is 00:00:00; allowed: 00:00:01 to 00:05:00.", f));
        Assert.DoesNotContain("secret", string.Concat(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("amqp://guest:guest@127.0.0.1:5672/")]
    [InlineData("amqps://a.example, amqps://b.example/vhost")]
    public void Good_values_pass(string url) => Assert.Empty(new RabbitOptions { Url = url }.Validate());
}
