using Busbar.Cloud.Api;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Postgres;
using Busbar.Cloud.Tests.Store.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Several API processes start at once on an empty database: one makes the first user, and the password that it shows is the one that counts.</summary>
public sealed class FirstAdminTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_at_once_make_one_admin_and_show_the_password_that_counts()
    {
        for (var round = 0; round < 3; round++)
        {
            var options = await postgres.DatabaseAsync();
            await using var one = await OpenAsync(options);
            await using var two = await OpenAsync(options);
            var passwords = new Passwords();
            using var accounts = new Accounts(one, TimeProvider.System);
            using var others = new Accounts(two, TimeProvider.System);
            await Task.WhenAll(
                new FirstAdmin(one, accounts, TimeProvider.System, passwords).StartAsync(Ct), new FirstAdmin(two, others, TimeProvider.System, passwords).StartAsync(Ct));
            var password = Assert.Single(passwords.Shown);
            Assert.NotNull(await others.VerifyAsync(FirstAdmin.Name, password, Ct));
            await new FirstAdmin(two, others, TimeProvider.System, passwords).StartAsync(Ct);
            Assert.Single(passwords.Shown);
        }
    }

    private static Task<PostgresStore> OpenAsync(StoreOptions options) =>
        PostgresStore.OpenAsync(options, TimeProvider.System, NullLogger<PostgresStore>.Instance, Ct);

    /// <summary>Keeps the passwords of the lines that show one.</summary>
    private sealed class Passwords : ILogger<FirstAdmin>
    {
        private readonly List<string> _shown = [];

        public IReadOnlyList<string> Shown
        {
            get
            {
                lock (_shown) return [.. _shown];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is not IEnumerable<KeyValuePair<string, object?>> pairs) return;
            lock (_shown) _shown.AddRange(pairs.Where(p => p.Key == "Password").Select(p => (string)p.Value!));
        }
    }
}
