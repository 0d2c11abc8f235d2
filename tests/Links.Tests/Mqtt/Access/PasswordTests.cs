using System.Text;
using Busbar.Links.Mqtt.Broker.Access;
using static Busbar.Links.Tests.Mqtt.Access.AccessFixture;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>Hashes of passwords and what they cost.</summary>
public sealed class PasswordTests
{
    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("plain$text$with$signs")]
    [InlineData("pbkdf2-sha256$999$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256$10000001$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256$1000$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("pbkdf2-sha256$1000$AAAA$AAAA")]
    [InlineData("pbkdf2-sha512$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_no_hash_fits_no_password(string text)
    {
        Assert.False(MqttPassword.IsHash(text));
        Assert.False(MqttPassword.Verify(Encoding.UTF8.GetBytes(text), text));
    }

    [Fact]
    public void A_hash_fits_its_password_alone_and_two_hashes_of_one_differ()
    {
        var hash = MqttPassword.Hash("secret"u8, 1_000);
        Assert.True(MqttPassword.IsHash(hash));
        Assert.True(MqttPassword.Verify("secret"u8, hash));
        Assert.False(MqttPassword.Verify("Secret"u8, hash));
        Assert.NotEqual(hash, MqttPassword.Hash("secret"u8, 1_000));
    }

    /// <summary>Reckoned with Python: hashlib.pbkdf2_hmac('sha256', b'secret', b'0123456789abcdef', 2000).</summary>
    [Fact]
    public void Another_program_makes_the_same_hash() => Assert.True(MqttPassword.Verify("secret"u8, "pbkdf2-sha256$2000$MDEyMzQ1Njc4OWFiY2RlZg==$MNNTwnCaMAYmrmE7v5+nTtN5kMiuSDOXHq5jqsVOVS8="));

    [Theory]
    [InlineData(999)]
    [InlineData(10_000_001)]
    public void Rounds_out_of_their_range_are_refused(int rounds)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => MqttPassword.Hash("secret"u8, rounds));
        Assert.Contains($"rounds is {rounds}; allowed: 1000 to 10000000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_that_reconnects_with_one_password_costs_one_hash()
    {
        var access = Make([User("fleet")]);
        var logins = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => access.LoginAsync(Credentials("fleet", "secret", $"c{i}", Abroad))));
        Assert.All(logins, login => Assert.Null(login.Refusal));
        Assert.Equal(1, access.SlowHashes);
        for (var i = 0; i < 500; i++) await access.AdmitAsync("fleet", $"d{i}");
        Assert.Equal(1, access.SlowHashes);
    }

    [Fact]
    public async Task A_wrong_password_that_is_repeated_costs_one_hash_and_does_not_push_out_the_right_one()
    {
        var access = Make([User("alice")]);
        await access.AdmitAsync("alice");
        for (var i = 0; i < 10; i++) Assert.NotNull((await access.LoginAsync(Credentials("alice", "wrong"))).Refusal);
        await access.AdmitAsync("alice");
        Assert.Equal(2, access.SlowHashes);
    }

    [Fact]
    public async Task A_stranger_costs_a_hash_like_a_user()
    {
        var access = Make([User("alice")]);
        Assert.NotNull((await access.LoginAsync(Credentials("stranger", "guess"))).Refusal);
        Assert.Equal(1, access.SlowHashes);
    }

    [Fact]
    public async Task Guesses_beyond_the_bound_are_refused_and_those_that_nobody_waits_for_cost_nothing()
    {
        var verifier = new PasswordVerifier();
        using var gone = new CancellationTokenSource();
        var slow = MqttPassword.Hash("secret"u8, 200_000);
        var guesses = Enumerable.Range(0, PasswordVerifier.MaxWaiting)
            .Select(i => verifier.VerifyAsync("alice", BitConverter.GetBytes(i), slow, gone.Token).AsTask()).ToArray();
        Assert.Equal(PasswordVerdict.Busy, await verifier.VerifyAsync("alice", "one more"u8.ToArray(), slow, TestContext.Current.CancellationToken));

        await gone.CancelAsync();
        foreach (var guess in guesses)
            try
            {
                await guess;
            }
            catch (OperationCanceledException)
            {
                // What the test is about.
            }

        Assert.Equal(PasswordVerdict.Right, await verifier.VerifyAsync("alice", "secret"u8.ToArray(), slow, TestContext.Current.CancellationToken));
        Assert.InRange(verifier.SlowHashes, 1, 100);
    }
}
