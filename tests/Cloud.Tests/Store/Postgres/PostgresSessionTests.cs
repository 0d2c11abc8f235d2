using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Npgsql;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>What a connection string leaves out is ours; what it says is the operator's.</summary>
public sealed class PostgresSessionTests
{
    private const string Plain = "Host=db;Username=busbar;Password=secret";

    [Theory]
    [InlineData("Hots=db", "Hots")]
    [InlineData("Host=db;Timeout=soon", "Timeout")]
    public void What_is_no_connection_string_stops_the_start_with_its_key_and_without_its_secrets(string text, string why)
    {
        var error = Assert.Throws<StoreStartException>(() => Of($"{text};Password=secret"));
        Assert.StartsWith("Store:Postgres: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("Command Timeout=7", 5)]
    [InlineData("Cancellation Timeout=7000", 5)]
    [InlineData("Search Path=timeout", 5)]
    [InlineData("Timeout=9", 9)]
    [InlineData("TIMEOUT = 9", 9)]
    [InlineData("Timeout=15", 15)]
    public void A_session_is_opened_within_five_seconds_unless_the_string_says_otherwise(string text, int expectedS) => Assert.Equal(expectedS, Of(text).Timeout);

    [Theory]
    [InlineData("", 200, 2)]
    [InlineData("Application Name=Auto Prepare", 200, 2)]
    [InlineData("Max Auto Prepare=0", 0, 2)]
    [InlineData("MaxAutoPrepare=50", 50, 2)]
    [InlineData("Auto Prepare Min Usages=9", 200, 9)]
    public void Statements_are_prepared_at_their_second_use_unless_the_string_says_otherwise(string text, int expectedCount, int expectedUsages)
    {
        var settings = Of(text);
        Assert.Equal((expectedCount, expectedUsages), (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages));
    }

    [Theory]
    [InlineData("", GssEncryptionMode.Disable)]
    [InlineData("Username=GSS", GssEncryptionMode.Disable)]
    [InlineData("GSS Encryption Mode=Require", GssEncryptionMode.Require)]
    [InlineData("GssEncryptionMode=Prefer", GssEncryptionMode.Prefer)]
    public void Nobody_is_asked_for_gss_encryption_unless_the_string_does(string text, GssEncryptionMode expected) => Assert.Equal(expected, Of(text).GssEncryptionMode);

    [Fact]
    public void Pooling_and_the_time_of_a_statement_are_not_the_string_s()
    {
        var settings = Of("Pooling=true;Command Timeout=300;Application Name=ours;Options=-c work_mem=8MB");
        Assert.False(settings.Pooling);
        Assert.Equal(30, settings.CommandTimeout);
        Assert.Equal("ours", settings.ApplicationName);
        Assert.StartsWith("-c work_mem=8MB -c lock_timeout=10000 ", settings.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_waited_for_shorter_than_a_statement_may_take() =>
        Assert.Contains("lock_timeout=22500 ", PostgresSession.Settings("Store:Postgres", Plain, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30)).Options, StringComparison.Ordinal);

    private static NpgsqlConnectionStringBuilder Of(string text) =>
        PostgresSession.Settings("Store:Postgres", $"{Plain};{text}", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
}
