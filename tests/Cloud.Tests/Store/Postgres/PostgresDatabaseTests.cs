using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Faults;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>Sessions of PostgreSQL over a link that takes everything and answers nothing.</summary>
public sealed class PostgresDatabaseTests
{
    private const int Openers = 24;

    /// <summary>One in three hung for ever: what was left of its time, in whole milliseconds, was no time, and to a socket that means no limit. The first never did, it is slow.</summary>
    private const int SessionsEach = 5;

    [Fact]
    public async Task A_session_that_nobody_answers_is_given_up_in_its_time_by_everyone_who_opens_one()
    {
        await using var link = new LinkProxy(() => 9) { State = LinkState.HalfOpen };
        var database = new PostgresDatabase(
            "Store:Postgres", $"Host=127.0.0.1;Port={link.Port};Username=busbar;Password=busbar;Database=busbar;Timeout=1", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var given = 0;
        for (var i = 0; i < Openers; i++)
        {
            new Thread(() =>
            {
                for (var n = 0; n < SessionsEach; n++)
                    if (Record.Exception(() => database.Open()) is { } error && database.CauseOf(error) is not null) Interlocked.Increment(ref given);
            }) { IsBackground = true }.Start();
        }

        await Until.TrueAsync(() => Volatile.Read(ref given) == Openers * SessionsEach, () => $"{Volatile.Read(ref given)} of {Openers * SessionsEach} sessions were given up");
    }
}
