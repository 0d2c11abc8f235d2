using Busbar.Cloud.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary><c>/sites</c>: charging sites with their guns, modules and contactors, and commands to them; <c>/packs</c>, empty until a battery reports.</summary>
internal sealed class SitesResource
{
    /// <summary>Above any site that there is, below what a slip of the unit gives.</summary>
    private const int MaxLimitW = 100_000_000;

    /// <summary>Most ids that a refusal names.</summary>
    private const int MaxNamed = 12;

    private static readonly BodyField<string> Reason = new("reason", Rules.Text(1, 200), "Why, for the events and the log.", required: true);
    private static readonly BodyField<int> LimitW = new("limitW", Rules.Integer(0, MaxLimitW), "W; null or absent lifts the limit that operators set.");
    private static readonly BodyField<string> Policy = new("policy", Rules.Text(1, 100), "One of the policies that the site names.", required: true);
    private static readonly BodyShape Stop = new("SiteStopReason", Reason);
    private static readonly BodyShape Limit = new("SiteLimitEdit", LimitW);
    private static readonly BodyShape Share = new("SitePolicyEdit", Policy);

    public static void Map(IEndpointRouteBuilder api)
    {
        var sites = api.MapGroup("/sites").WithTags("Sites");
        sites.MapGet("", List).Takes(Paging.Limit, Paging.AfterText).Describe<SiteSummaryView[]>("listSites", "Sites by id; empty when no site controller reports to this process.");
        sites.MapGet("/{id}", (string id, HttpContext http) => Sites(http)?.Find(id) is { } site ? Results.Json(site) : Unknown(id))
            .Describe<SiteView>("getSite", "One site as its controller last reported it.", StatusCodes.Status404NotFound);

        var commands = sites.MapGroup("/{id}").RequireAuthorization(Roles.Operator).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status504GatewayTimeout);
        commands.MapPost("/emergency-stop", (string id, HttpContext http) => RunAsync(http, id, new EmergencyStopSite(Reason.Read(http)))).Takes(Stop)
            .DescribeEmpty("emergencyStopSite", "Stops every gun of a site and opens every contactor, at once.");
        commands.MapDelete("/emergency-stop", (string id, HttpContext http) => RunAsync(http, id, new ReleaseEmergencyStop()))
            .DescribeEmpty("releaseEmergencyStop", "Ends the emergency stop; sessions that it ended stay ended.");
        commands.MapPut("/limit", (string id, HttpContext http) => RunAsync(http, id, new SetSiteLimit(LimitW.Optional(http)))).Takes(Limit)
            .DescribeEmpty("setSiteLimit", "Sets or lifts the operators' limit of a site.");
        commands.MapPut("/policy", (string id, HttpContext http) => RunAsync(http, id, new SetSitePolicy(Policy.Read(http)))).Takes(Share)
            .DescribeEmpty("setSitePolicy", "Changes how a site shares its power.");
        commands.MapPut("/guns/{gun}/limit", (string id, string gun, HttpContext http) => RunAsync(http, id, new SetGunLimit(gun, LimitW.Optional(http)))).Takes(Limit)
            .DescribeEmpty("setGunLimit", "Sets or lifts the operators' limit of a gun.");
        commands.MapPost("/guns/{gun}/stop", (string id, string gun, HttpContext http) => RunAsync(http, id, new StopGun(gun)))
            .DescribeEmpty("stopGun", "Ends the session of a gun.");
        commands.MapPost("/modules/{module}/recover", (string id, string module, HttpContext http) => RunAsync(http, id, new RecoverModule(module)))
            .DescribeEmpty("recoverModule", "Clears the faults of a power module and takes it back into use.");

        api.MapGet("/packs", (HttpContext http) => Paging.Slice<PackShape, PackShape>(http, [], pack => pack.Id, pack => pack))
            .Takes(Paging.Limit, Paging.AfterText).WithTags("Packs").Describe<PackShape[]>("listPacks", "Battery packs.");
    }

    private static ISites? Sites(HttpContext http) => http.RequestServices.GetService<ISites>();

    private static IResult List(HttpContext http) =>
        Paging.Slice(http, Sites(http)?.List() ?? [], site => site.Id, static site => site);

    private static async Task<IResult> RunAsync(HttpContext http, string id, SiteCommand command)
    {
        if (Sites(http) is not { } sites || sites.Find(id) is not { } site) return Unknown(id);
        if (Refusal(site, command) is { } refusal) return refusal;
        var user = Roles.NameOf(http.User);
        var log = http.RequestServices.GetRequiredService<ILogger<SitesResource>>();
        var reply = await sites.RunAsync(id, command, user, http.RequestAborted);
        http.RequestServices.GetRequiredService<SiteMetrics>().Command(command, reply.Outcome);
        if (reply.Outcome == SiteOutcome.Done) log.SiteCommandTaken(id, command, user);
        else log.SiteCommandRefused(id, command, user, reply.Outcome, reply.Text);
        return Answer(id, reply);
    }

    /// <summary>What can be told from the picture alone; the site controller has the last word.</summary>
    private static IResult? Refusal(SiteView site, SiteCommand command) => command switch
    {
        SetSitePolicy set when !site.Policies.Contains(set.Policy, StringComparer.Ordinal) =>
            Problems.BadInput(Policy.Name, $"{Problems.Quote(set.Policy)} is not allowed. Give {string.Join(", ", site.Policies)}."),
        SetGunLimit set => UnknownOf(site, "gun", set.Gun, site.Guns.Select(gun => gun.Id)),
        StopGun stop => UnknownOf(site, "gun", stop.Gun, site.Guns.Select(gun => gun.Id)),
        RecoverModule recover => UnknownOf(site, "module", recover.Module, site.Modules.Select(module => module.Id)),
        _ => null,
    };

    private static IResult? UnknownOf(SiteView site, string what, string id, IEnumerable<string> known)
    {
        var ids = known.ToArray();
        if (ids.Contains(id, StringComparer.Ordinal)) return null;
        var named = ids.Length == 0 ? "none" : string.Join(", ", ids.Take(MaxNamed)) + (ids.Length > MaxNamed ? $" and {ids.Length - MaxNamed} more" : "");
        return Problems.NotFound($"No {what} of site {site.Id} has the id {Problems.Quote(id)}. There is {named}.");
    }

    private static IResult Answer(string id, SiteReply reply) => reply.Outcome switch
    {
        SiteOutcome.Done => Results.NoContent(),
        SiteOutcome.Unknown => Problems.NotFound(reply.Text ?? $"Site {id} does not know it."),
        SiteOutcome.NotAllowed => Problems.BadInput(reply.Field ?? "body", reply.Text ?? "The site controller does not allow it."),
        SiteOutcome.NotNow => Problems.Conflict("Not now", reply.Text ?? $"Site {id} cannot do it in its present state."),
        SiteOutcome.NoAnswer => Problems.Of(
            StatusCodes.Status504GatewayTimeout, "The site did not answer in time", reply.Text ?? $"Site {id} gave no answer. It may still carry it out."),
        _ => throw new InvalidOperationException($"{reply.Outcome} is no outcome of a command."),
    };

    private static IResult Unknown(string id) => Problems.NotFound($"No site has the id {Problems.Quote(id)}.");
}
