using System.Net;
using Busbar.Links.Mqtt.Broker.Access;
using static Busbar.Links.Tests.Mqtt.Access.AccessFixture;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>Who is let in, and as whom.</summary>
public sealed class AccessLoginTests
{
    [Theory]
    [InlineData("nobody", "secret", "there is no user \"nobody\"")]
    [InlineData("alice", "guess", "the password of user \"alice\" is wrong")]
    [InlineData("alice", "", "the password of user \"alice\" is wrong")]
    [InlineData("alice", null, "the password of user \"alice\" is wrong")]
    [InlineData("ALICE", "secret", "there is no user \"ALICE\"")]
    [InlineData("", "secret", "there is no user \"\"")]
    [InlineData("bad\nline", "secret", "there is no user \"bad?line\"")]
    [InlineData("cert-only", "secret", "user \"cert-only\" has no password and logs in with its certificate")]
    public async Task Wrong_credentials_are_refused_with_the_reason(string user, string? password, string why)
    {
        var access = Make([User("alice"), new MqttUserOptions { Name = "cert-only", Certificate = "device" }]);
        var decision = await access.LoginAsync(Credentials(user, password));
        Assert.Null(decision.Identity);
        Assert.Equal(why, decision.Refusal);
    }

    [Fact]
    public async Task An_empty_password_that_was_hashed_must_still_be_shown()
    {
        var access = Make([new MqttUserOptions { Name = "alice", PasswordHash = MqttPassword.Hash([], MqttPassword.MinRounds) }]);
        Assert.NotNull((await access.LoginAsync(Credentials("alice", password: null))).Refusal);
        Assert.Null((await access.LoginAsync(Credentials("alice", ""))).Refusal);
    }

    [Fact]
    public async Task The_right_password_lets_the_user_in_from_anywhere()
    {
        var access = Make([User("alice")]);
        Assert.Equal(("alice", "c9"), await access.AdmitAsync("alice", "c9") is var identity ? (identity.Name, identity.ClientId) : default);
    }

    [Theory]
    [InlineData(AnonymousAccess.Never, "127.0.0.1", false)]
    [InlineData(AnonymousAccess.Loopback, "127.0.0.1", true)]
    [InlineData(AnonymousAccess.Loopback, "127.8.8.8", true)]
    [InlineData(AnonymousAccess.Loopback, "::1", true)]
    [InlineData(AnonymousAccess.Loopback, "::ffff:127.0.0.2", true)]
    [InlineData(AnonymousAccess.Loopback, "192.0.2.7", false)]
    [InlineData(AnonymousAccess.Loopback, "::ffff:192.0.2.7", false)]
    [InlineData(AnonymousAccess.Loopback, null, false)]
    [InlineData(AnonymousAccess.Always, "192.0.2.7", true)]
    public async Task Anonymous_is_let_in_from_where_the_setting_says(AnonymousAccess anonymous, string? from, bool admitted)
    {
        var access = Make(new MqttAccessOptions { Anonymous = anonymous });
        var decision = await access.LoginAsync(Credentials() with { Remote = from is null ? null : IPAddress.Parse(from) });
        Assert.Equal(admitted ? "anonymous" : null, decision.Identity?.Name);
        if (!admitted) Assert.Contains($"Mqtt:Access:Anonymous is {anonymous}", decision.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_users_a_name_is_not_looked_at()
    {
        var access = Make(new MqttAccessOptions());
        Assert.Equal("anonymous", (await access.LoginAsync(Credentials("whoever", "whatever"))).Identity?.Name);
        Assert.NotNull((await access.LoginAsync(Credentials("whoever", "whatever", from: Abroad))).Refusal);
    }

    [Theory]
    [InlineData("pack-7", true)]
    [InlineData("pack-", true)]
    [InlineData("gateway", true)]
    [InlineData("gateway-2", false)]
    [InlineData("Pack-7", false)]
    [InlineData("pack", false)]
    public async Task A_user_connects_as_its_client_identifiers_only(string clientId, bool admitted)
    {
        var access = Make([User("alice") with { ClientIds = ["pack-*", "gateway"] }]);
        var decision = await access.LoginAsync(Credentials("alice", "secret", clientId));
        Assert.Equal(admitted, decision.Refusal is null);
        if (!admitted) Assert.Contains("pack-*, gateway", decision.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_an_identity_by_its_common_name()
    {
        var access = Make([User("alice") with { Certificate = "alices-tablet" }], Rule("cert:pump", "pumps/{user}/#"), Rule("alice", "a/#"), Rule("cert:alices-tablet", "t/#"));
        using var pump = Certificate("CN=pump, OU=site, O=Busbar");
        using var tablet = Certificate("CN=alices-tablet");

        var first = (await access.LoginAsync(Credentials(certificate: pump, from: Abroad))).Identity!;
        Assert.Equal("pump", first.Name);
        Assert.True(access.MayPublish(first, "pumps/pump/x"));
        Assert.False(access.MayPublish(first, "a/x"));

        var second = (await access.LoginAsync(Credentials("ignored", "ignored", certificate: tablet, from: Abroad))).Identity!;
        Assert.Equal("alice", second.Name);
        Assert.True(access.MayPublish(second, "a/x"));
        Assert.True(access.MayPublish(second, "t/x"));
        Assert.False(access.MayPublish(second, "pumps/alice/x"));
    }

    [Theory]
    [InlineData("CN=alice", "that of a user")]
    [InlineData("CN=anonymous", "is taken")]
    [InlineData("CN=busbar", "is taken")]
    [InlineData("O=nobody", "has no name")]
    public async Task A_certificate_cannot_pass_for_a_user_that_does_not_name_it(string subject, string why)
    {
        var access = Make([User("alice")]);
        using var certificate = Certificate(subject);
        Assert.Contains(why, (await access.LoginAsync(Credentials(certificate: certificate))).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev.example.com", "urn:busbar:dev", "dev.example.com")]
    [InlineData(null, "urn:busbar:dev", "urn:busbar:dev")]
    [InlineData(null, null, null)]
    public async Task The_alternative_name_is_the_first_DNS_name_or_URI(string? dns, string? uri, string? name)
    {
        var access = Make(new MqttAccessOptions { CertificateIdentity = CertificateIdentity.AlternativeName });
        using var certificate = Certificate("CN=not-this", dns, uri);
        Assert.Equal(name, (await access.LoginAsync(Credentials(certificate: certificate))).Identity?.Name);
    }

    [Fact]
    public async Task A_certificate_that_is_no_identity_leaves_name_and_password()
    {
        var access = Make(new MqttAccessOptions { CertificateIdentity = CertificateIdentity.None, Users = [User("alice")] });
        using var certificate = Certificate("CN=device");
        Assert.Equal("alice", (await access.LoginAsync(Credentials("alice", "secret", certificate: certificate))).Identity?.Name);
    }
}
