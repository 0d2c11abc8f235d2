using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Commands;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Metering;
using Busbar.Cloud.Cms.Reports;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Busbar.Cloud.Cms;

/// <summary>Puts the CMS into a host.</summary>
public static class CmsSetup
{
    /// <summary>
    /// Adds <see cref="ICmsEndpoint"/>, <see cref="ICms"/>, <see cref="ILiveFeed"/> with <see cref="ILiveSource"/>, and the hosted service that
    /// reads the store before anything starts and attaches the endpoint to an <see cref="InProcessBus"/>. The host must have an
    /// <see cref="IStore"/> and an <see cref="IBus"/>. Vendors' <see cref="IDataTransferHandler"/> services are taken up.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Settings.</param>
    /// <param name="shards">
    /// Null for a single process, which has all stations from its start to its end. Else into how many shards the workers divide them, 1 to
    /// <see cref="Shard.Most"/>: then <see cref="IShardOwner"/> is told by the bus which ones this process has, and gateways are elsewhere.
    /// </param>
    /// <exception cref="ArgumentException">The options are not valid; the message names each key, its value and what is allowed.</exception>
    public static IServiceCollection AddBusbarCms(this IServiceCollection services, CmsOptions options, int? shards = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(' ', faults), nameof(options));
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.TryAddSingleton<IRecordStore>(p => p.GetRequiredService<IStore>());
        services.TryAddSingleton<IStationStore>(p => p.GetRequiredService<IStore>());
        services.TryAddSingleton<ITransactionStore>(p => p.GetRequiredService<IStore>());

        services.AddSingleton<LiveFeed>();
        services.AddSingleton<ILiveFeed>(p => p.GetRequiredService<LiveFeed>());
        services.AddSingleton<ILiveSource>(p => p.GetRequiredService<LiveFeed>());

        services.AddSingleton(new StationShards(shards));
        services.AddSingleton<ShardOwner>();
        services.AddSingleton<IShardOwner>(p => p.GetRequiredService<ShardOwner>());
        services.AddSingleton<CmsMetrics>().AddSingleton<FleetFigures>().AddSingleton<StationDirectory>().AddSingleton<AlarmBook>();
        services.AddSingleton<PasswordGuard>().AddSingleton<Admissions>().AddSingleton<Presence>().AddSingleton<PresenceChecks>().AddSingleton<ClockWatch>();
        services.AddSingleton<TagJudge>().AddSingleton<Authorizations>().AddSingleton<Reservations>();
        services.AddSingleton<StartTransactions>().AddSingleton<StopTransactions>();
        services.AddSingleton<AnomalyWatch>().AddSingleton<MeterReports>();
        services.AddSingleton<ProfileBook>().AddSingleton<ProfileFallback>().AddSingleton<ConfigurationNotes>();
        services.AddSingleton<CommandDesk>().AddSingleton<BackgroundCalls>();
        services.AddSingleton<BootNotifications>().AddSingleton<StatusNotifications>().AddSingleton<DataTransfers>().AddSingleton<ProgressReports>();
        services.AddSingleton<SecurityEvents>().AddSingleton<SignCertificates>().AddSingleton<LinkTroubles>().AddSingleton<MessageLog>();
        services.AddSingleton<StationEditor>();

        services.AddSingleton<ICmsEndpoint, CmsEndpoint>();
        services.AddSingleton<ICms, CentralSystem>();
        services.AddHostedService<CmsWorker>();
        return services;
    }
}
